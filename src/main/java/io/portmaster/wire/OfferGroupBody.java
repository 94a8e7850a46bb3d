package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Timestamp;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group of open offers.
 *
 * @param ttl seconds from {@code created} to {@code expires}
 */
public record OfferGroupBody(
        String service,
        List<NamedPortBody> ports,
        @Nullable Secret secret,
        Instant created,
        int ttl,
        Instant expires,
        Map<String, String> labels)
        implements GroupBody {
    private static final String OFFERS = "offers";

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeCommonFields(json, OFFERS, OfferBody.STATE);
        json.writeNumberField(FieldNames.TTL, ttl);
        json.writeStringField(FieldNames.EXPIRES, Timestamp.format(expires));
        LabelFields.write(json, labels);
        json.writeEndObject();
    }

    public static OfferGroupBody read(JsonObject json) {
        return new OfferGroupBody(
                json.text(FieldNames.SERVICE),
                json.objects(OFFERS, NamedPortBody::read),
                HoldingBody.readSecret(json),
                json.time(FieldNames.CREATED),
                json.number(FieldNames.TTL),
                json.time(FieldNames.EXPIRES),
                LabelFields.read(json));
    }
}

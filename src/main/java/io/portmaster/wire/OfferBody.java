package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Timestamp;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An open offer.
 *
 * @param secret null in lists, and in other answers that are not only for the owner
 * @param ttl seconds from {@code created} to {@code expires}
 */
public record OfferBody(
        String service,
        String name,
        int port,
        @Nullable Secret secret,
        Instant created,
        int ttl,
        Instant expires,
        Map<String, String> labels)
        implements HoldingBody {
    static final String STATE = "offered";

    /** An offer without labels. */
    public OfferBody(
            String service, String name, int port, @Nullable Secret secret, Instant created, int ttl, Instant expires) {
        this(service, name, port, secret, created, ttl, expires, Map.of());
    }

    @Override
    public String state() {
        return STATE;
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeCommonFields(json);
        json.writeNumberField(FieldNames.TTL, ttl);
        json.writeStringField(FieldNames.EXPIRES, Timestamp.format(expires));
        LabelFields.write(json, labels);
        json.writeEndObject();
    }

    public static OfferBody read(JsonObject json) {
        return new OfferBody(
                json.text(FieldNames.SERVICE),
                json.text(FieldNames.NAME),
                json.number(FieldNames.PORT),
                HoldingBody.readSecret(json),
                json.time(FieldNames.CREATED),
                json.number(FieldNames.TTL),
                json.time(FieldNames.EXPIRES),
                LabelFields.read(json));
    }
}

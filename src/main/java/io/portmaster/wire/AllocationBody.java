package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Secret;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An allocation.
 *
 * @param secret the secret of the former offer; null except in the answer to a repeated request for that offer
 * @param lease the client's lease that it ends with, as 16 hexadecimal digits; null for none
 * @param revision the fencing token: the store's revision at which the port was accepted. 0 if an older node answered
 */
public record AllocationBody(
        String service,
        String name,
        int port,
        @Nullable Secret secret,
        Instant created,
        Map<String, String> labels,
        @Nullable String lease,
        long revision)
        implements HoldingBody {
    static final String STATE = "allocated";

    /** An allocation as older nodes answer it. */
    public AllocationBody(String service, String name, int port, @Nullable Secret secret, Instant created) {
        this(service, name, port, secret, created, Map.of(), null, 0);
    }

    @Override
    public String state() {
        return STATE;
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeCommonFields(json);
        LabelFields.write(json, labels);
        writeLeaseAndRevision(json, lease, revision);
        json.writeEndObject();
    }

    static void writeLeaseAndRevision(JsonGenerator json, @Nullable String lease, long revision) throws IOException {
        if (lease != null) {
            json.writeStringField(FieldNames.LEASE, lease);
        }
        if (revision > 0) {
            json.writeNumberField(FieldNames.REVISION, revision);
        }
    }

    public static AllocationBody read(JsonObject json) {
        return new AllocationBody(
                json.text(FieldNames.SERVICE),
                json.text(FieldNames.NAME),
                json.number(FieldNames.PORT),
                HoldingBody.readSecret(json),
                json.time(FieldNames.CREATED),
                LabelFields.read(json),
                json.optionalText(FieldNames.LEASE),
                json.revision(FieldNames.REVISION));
    }
}

package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Secret;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An allocation.
 *
 * @param secret the secret of the former offer; null except in the answer to a repeated request for that offer
 */
public record AllocationBody(
        String service, String name, int port, @Nullable Secret secret, Instant created) implements HoldingBody {
    static final String STATE = "allocated";

    @Override
    public String state() {
        return STATE;
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeCommonFields(json);
        json.writeEndObject();
    }

    public static AllocationBody read(JsonObject json) {
        return new AllocationBody(
                json.text(FieldNames.SERVICE),
                json.text(FieldNames.NAME),
                json.number(FieldNames.PORT),
                HoldingBody.readSecret(json),
                json.time(FieldNames.CREATED));
    }
}

package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The body of a request that accepts an offer. */
public record AcceptanceBody(LeaseField lease) implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        lease.writeTo(json);
        json.writeEndObject();
    }

    public static AcceptanceBody read(JsonObject json) {
        return new AcceptanceBody(LeaseField.read(json));
    }
}

package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The body of a request for an offer. */
public record OfferRequestBody(String name) implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(FieldNames.NAME, name);
        json.writeEndObject();
    }

    public static OfferRequestBody read(JsonObject json) {
        return new OfferRequestBody(json.text(FieldNames.NAME));
    }
}

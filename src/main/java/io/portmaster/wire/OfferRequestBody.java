package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What an offer is asked for with. */
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

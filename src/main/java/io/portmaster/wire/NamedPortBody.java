package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** A name of a group, and its port. */
public record NamedPortBody(String name, int port) implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(FieldNames.NAME, name);
        json.writeNumberField(FieldNames.PORT, port);
        json.writeEndObject();
    }

    public static NamedPortBody read(JsonObject json) {
        return new NamedPortBody(json.text(FieldNames.NAME), json.number(FieldNames.PORT));
    }
}

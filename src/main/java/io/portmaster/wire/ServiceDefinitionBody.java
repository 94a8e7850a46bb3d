package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The body of a request that creates a service. */
public record ServiceDefinitionBody(String name, @Nullable String description, int start, int end)
        implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(FieldNames.NAME, name);
        if (description != null) {
            json.writeStringField(FieldNames.DESCRIPTION, description);
        }
        json.writeNumberField(FieldNames.START, start);
        json.writeNumberField(FieldNames.END, end);
        json.writeEndObject();
    }

    public static ServiceDefinitionBody read(JsonObject json) {
        return new ServiceDefinitionBody(
                json.text(FieldNames.NAME),
                json.optionalText(FieldNames.DESCRIPTION),
                json.number(FieldNames.START),
                json.number(FieldNames.END));
    }
}

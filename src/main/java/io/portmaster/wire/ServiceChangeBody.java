package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that changes a service. With {@code PATCH} a field that is left out stays as it is. {@code PUT} needs
 * both ends, and deletes a description that is left out.
 *
 * @param describes whether the description is sent. If it is sent as null, it is deleted
 * @param start null to leave it out
 * @param end null to leave it out
 */
public record ServiceChangeBody(
        boolean describes,
        @Nullable String description,
        @Nullable Integer start,
        @Nullable Integer end) implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (describes) {
            json.writeStringField(FieldNames.DESCRIPTION, description);
        }
        if (start != null) {
            json.writeNumberField(FieldNames.START, start);
        }
        if (end != null) {
            json.writeNumberField(FieldNames.END, end);
        }
        json.writeEndObject();
    }

    public static ServiceChangeBody read(JsonObject json) {
        return new ServiceChangeBody(
                json.has(FieldNames.DESCRIPTION),
                json.optionalText(FieldNames.DESCRIPTION),
                json.optionalNumber(FieldNames.START),
                json.optionalNumber(FieldNames.END));
    }
}

package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Timestamp;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A service in an answer. A client may change it and send it back with PUT. */
public record ServiceBody(
        String name, @Nullable String description, int start, int end, Instant created, PortCountsBody ports)
        implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(FieldNames.NAME, name);
        json.writeStringField(FieldNames.DESCRIPTION, description);
        json.writeNumberField(FieldNames.START, start);
        json.writeNumberField(FieldNames.END, end);
        json.writeStringField(FieldNames.CREATED, Timestamp.format(created));
        json.writeFieldName(FieldNames.PORTS);
        ports.writeTo(json);
        json.writeEndObject();
    }

    public static ServiceBody read(JsonObject json) {
        return new ServiceBody(
                json.text(FieldNames.NAME),
                json.optionalText(FieldNames.DESCRIPTION),
                json.number(FieldNames.START),
                json.number(FieldNames.END),
                json.time(FieldNames.CREATED),
                json.object(FieldNames.PORTS, PortCountsBody::read));
    }
}

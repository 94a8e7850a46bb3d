package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * The body of a request that rejects an offer because its port is busy.
 *
 * @param ports the ports that the client's host uses for something else, at least one
 */
public record RejectionBody(List<Integer> ports) implements JsonWritable {
    /** The reason that makes a port cool. */
    public static final String BUSY = "busy";

    /** A rejection of an offer's only port. */
    public static RejectionBody of(int port) {
        return new RejectionBody(List.of(port));
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(FieldNames.REASON, BUSY);
        if (ports.size() == 1) {
            json.writeNumberField(FieldNames.PORT, ports.get(0));
        } else {
            Json.writeNumbers(json, FieldNames.PORTS, ports);
        }
        json.writeEndObject();
    }

    public static RejectionBody read(JsonObject json) {
        return json.has(FieldNames.PORT)
                ? of(json.number(FieldNames.PORT))
                : new RejectionBody(json.numbers(FieldNames.PORTS));
    }
}

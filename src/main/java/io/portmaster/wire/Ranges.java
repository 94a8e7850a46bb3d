package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import java.io.IOException;

/** Port sets in bodies: arrays of ranges, from the lowest to the highest. */
final class Ranges {
    private Ranges() {}

    static void write(JsonGenerator json, String field, PortSet ports) throws IOException {
        json.writeArrayFieldStart(field);
        for (PortRange range : ports.ranges()) {
            json.writeStartObject();
            json.writeNumberField(FieldNames.START, range.start());
            json.writeNumberField(FieldNames.END, range.end());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The ports of the field. Without the field, they are those from {@code start} to {@code end}. */
    static PortSet read(JsonObject json) {
        return json.has(FieldNames.RANGES) ? read(json, FieldNames.RANGES) : sole(json);
    }

    /** The ports of the field; none if it is missing. */
    static PortSet read(JsonObject json, String field) {
        try {
            return new PortSet(json.objects(field, Ranges::range));
        } catch (IllegalArgumentException e) {
            throw new UnreadableBodyException(field + " has no ranges of ports", e);
        }
    }

    private static PortSet sole(JsonObject json) {
        try {
            return PortSet.of(range(json));
        } catch (IllegalArgumentException e) {
            throw new UnreadableBodyException(
                    FieldNames.START + " and " + FieldNames.END + " are no range of ports", e);
        }
    }

    private static PortRange range(JsonObject json) {
        return new PortRange(json.number(FieldNames.START), json.number(FieldNames.END));
    }
}

package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Timestamp;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A service in an answer. A client may change it and send it back with PUT.
 *
 * @param ranges at least one
 * @param reuseDelay seconds that a port cools after a release
 * @param busyDelay seconds that a port cools after it was rejected as busy
 * @param offerTtl seconds that an offer stands at least; null where the node's own setting counts
 */
public record ServiceBody(
        String name,
        @Nullable String description,
        PortSet ranges,
        PortSet reserved,
        int reuseDelay,
        int busyDelay,
        @Nullable Integer offerTtl,
        Instant created,
        PortCountsBody ports)
        implements JsonWritable {
    /** The lowest port. */
    public int start() {
        return ranges.lowest();
    }

    /** The highest port. */
    public int end() {
        return ranges.highest();
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(FieldNames.NAME, name);
        json.writeStringField(FieldNames.DESCRIPTION, description);
        json.writeNumberField(FieldNames.START, start());
        json.writeNumberField(FieldNames.END, end());
        Ranges.write(json, FieldNames.RANGES, ranges);
        Ranges.write(json, FieldNames.RESERVED, reserved);
        json.writeNumberField(FieldNames.REUSE_DELAY, reuseDelay);
        json.writeNumberField(FieldNames.BUSY_DELAY, busyDelay);
        if (offerTtl != null) {
            json.writeNumberField(FieldNames.OFFER_TTL, offerTtl);
        }
        json.writeStringField(FieldNames.CREATED, Timestamp.format(created));
        json.writeFieldName(FieldNames.PORTS);
        ports.writeTo(json);
        json.writeEndObject();
    }

    /** Reads a service. An older node knows one range, and no delays: there a port is free at once. */
    public static ServiceBody read(JsonObject json) {
        return new ServiceBody(
                json.text(FieldNames.NAME),
                json.optionalText(FieldNames.DESCRIPTION),
                Ranges.read(json),
                Ranges.read(json, FieldNames.RESERVED),
                json.number(FieldNames.REUSE_DELAY, 0),
                json.number(FieldNames.BUSY_DELAY, 0),
                json.optionalNumber(FieldNames.OFFER_TTL),
                json.time(FieldNames.CREATED),
                json.object(FieldNames.PORTS, PortCountsBody::read));
    }
}

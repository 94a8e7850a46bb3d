package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.PortCounts;
import java.io.IOException;
import java.util.List;

/** How many ports of a service are in which state. */
public record PortCountsBody(int total, int allocated, int offered, int cooling, int reserved, int free)
        implements JsonWritable {
    public static final String TOTAL = "total";
    public static final String ALLOCATED = "allocated";
    public static final String OFFERED = "offered";
    public static final String COOLING = "cooling";
    public static final String RESERVED = "reserved";
    public static final String FREE = "free";

    /** The names of all counts, in the order of the record's components. */
    public static final List<String> NAMES = List.of(TOTAL, ALLOCATED, OFFERED, COOLING, RESERVED, FREE);

    /** The names of the counts that all releases have. */
    public static final List<String> EARLIER_NAMES = List.of(TOTAL, ALLOCATED, OFFERED, FREE);

    public static PortCountsBody of(PortCounts counts) {
        return new PortCountsBody(
                counts.total(),
                counts.allocated(),
                counts.offered(),
                counts.cooling(),
                counts.reserved(),
                counts.free());
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField(TOTAL, total);
        json.writeNumberField(ALLOCATED, allocated);
        json.writeNumberField(OFFERED, offered);
        json.writeNumberField(COOLING, cooling);
        json.writeNumberField(RESERVED, reserved);
        json.writeNumberField(FREE, free);
        json.writeEndObject();
    }

    /** Reads the counts. An older node knows no cooling and no reserved ports. */
    public static PortCountsBody read(JsonObject json) {
        return new PortCountsBody(
                json.number(TOTAL),
                json.number(ALLOCATED),
                json.number(OFFERED),
                json.number(COOLING, 0),
                json.number(RESERVED, 0),
                json.number(FREE));
    }
}

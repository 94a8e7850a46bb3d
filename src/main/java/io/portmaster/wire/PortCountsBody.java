package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.PortCounts;
import java.io.IOException;
import java.util.List;

/** How many ports of a service are in which state. */
public record PortCountsBody(int total, int allocated, int offered, int free) implements JsonWritable {
    private static final String TOTAL = "total";
    private static final String ALLOCATED = "allocated";
    private static final String OFFERED = "offered";
    private static final String FREE = "free";

    /** The names of all counts, in the order of the record's components. */
    public static final List<String> NAMES = List.of(TOTAL, ALLOCATED, OFFERED, FREE);

    public static PortCountsBody of(PortCounts counts) {
        return new PortCountsBody(counts.total(), counts.allocated(), counts.offered(), counts.free());
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField(TOTAL, total);
        json.writeNumberField(ALLOCATED, allocated);
        json.writeNumberField(OFFERED, offered);
        json.writeNumberField(FREE, free);
        json.writeEndObject();
    }

    public static PortCountsBody read(JsonObject json) {
        return new PortCountsBody(json.number(TOTAL), json.number(ALLOCATED), json.number(OFFERED), json.number(FREE));
    }
}

package io.portmaster.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.wire.FieldNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a field that is an array of port ranges, none of which meets another one. */
final class PortRangesField {
    private PortRangesField() {}

    /**
     * Takes the field. Null if it is missing or null, or breaks a rule.
     *
     * @param fewest the smallest number of ranges
     * @param most the largest number of ranges
     */
    static @Nullable PortSet take(JsonFields fields, String field, int fewest, int most) {
        JsonNode node = fields.takeArray(field);
        if (node == null) {
            return null;
        }
        if (!node.isArray() || node.size() < fewest || node.size() > most) {
            fields.violate(field, "must be an array of " + fewest + " to " + most + " ranges");
            return null;
        }
        List<PortRange> ranges = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            PortRange range = range(fields, field + "[" + i + "]", node.get(i));
            if (range != null) {
                ranges.add(range);
            }
        }
        return ranges.size() < node.size() ? null : disjoint(fields, field, ranges);
    }

    private static @Nullable PortRange range(JsonFields fields, String field, JsonNode node) {
        if (!node.isObject()) {
            fields.violate(field, "must be an object with start and end");
            return null;
        }
        Map<String, JsonNode> ends = new LinkedHashMap<>();
        node.properties().forEach(end -> ends.put(end.getKey(), end.getValue()));
        JsonFields inside = fields.inside(field, ends);
        Integer start = inside.port(FieldNames.START, inside.require(FieldNames.START));
        Integer end = inside.port(FieldNames.END, inside.require(FieldNames.END));
        inside.refuseRest();
        if (start == null || end == null) {
            return null;
        }
        if (start > end) {
            inside.violate(FieldNames.START, "must not be above end, which is " + end);
            return null;
        }
        return new PortRange(start, end);
    }

    private static @Nullable PortSet disjoint(JsonFields fields, String field, List<PortRange> ranges) {
        for (int i = 0; i < ranges.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (ranges.get(i).overlaps(ranges.get(j))) {
                    fields.violate(field + "[" + i + "]", "must not overlap " + field + "[" + j + "]");
                    return null;
                }
            }
        }
        return new PortSet(ranges);
    }
}

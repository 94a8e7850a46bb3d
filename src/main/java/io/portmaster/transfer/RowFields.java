package io.portmaster.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portmaster.domain.NameRule;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.wire.FieldNames;
import io.portmaster.wire.ServiceDefinitionBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a row of its key and fields, and holds them against the rules that a row has to keep by itself. The fields that only
 * Portmaster's own dumps have need the right type here; the node has the rules for their values.
 */
final class RowFields {
    static final String SERVICE = "service";
    static final int MAX_DESCRIPTION = 1024;

    private final int number;
    private final Kind kind;
    private final JsonNode key;
    private final ObjectNode fields;
    private final List<String> objections = new ArrayList<>();

    /** @param key the pk: a service's name, an instance's port, an offer's secret */
    RowFields(int number, Kind kind, JsonNode key, ObjectNode fields) {
        this.number = number;
        this.kind = kind;
        this.key = key;
        this.fields = fields;
    }

    Row row() {
        return switch (kind) {
            case SERVICE -> service();
            case INSTANCE -> instance();
            case OFFER -> new Row.OfferRow(number, subject());
            case UNKNOWN -> new Row.BrokenRow(number, Subject.UNKNOWN, "the row is of no kind that is known");
        };
    }

    private Subject subject() {
        return switch (kind) {
            case SERVICE -> new Subject(kind, key.textValue(), null, null);
            case INSTANCE -> new Subject(kind, shownText(SERVICE), shownText(FieldNames.NAME), shownNumber(key));
            default ->
                new Subject(
                        kind,
                        shownText(SERVICE),
                        shownText(FieldNames.NAME),
                        shownNumber(fields.path(FieldNames.PORT)));
        };
    }

    private @Nullable String shownText(String field) {
        return fields.path(field).textValue();
    }

    private static @Nullable Integer shownNumber(JsonNode node) {
        return isNumber(node) ? node.intValue() : null;
    }

    private static boolean isNumber(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt();
    }

    private Row service() {
        String name = name("the name (pk)", key, NameRule.SERVICE);
        String description = description();
        PortSet ports = fields.hasNonNull(FieldNames.RANGES) ? ranges(FieldNames.RANGES) : range();
        PortSet reserved = fields.hasNonNull(FieldNames.RESERVED) ? ranges(FieldNames.RESERVED) : PortSet.EMPTY;
        Integer reuse = optionalNumber(FieldNames.REUSE_DELAY);
        Integer busy = optionalNumber(FieldNames.BUSY_DELAY);
        Integer ttl = optionalNumber(FieldNames.OFFER_TTL);
        return objections.isEmpty()
                ? new Row.ServiceRow(
                        number,
                        new ServiceDefinitionBody(name, description, ports, reserved, reuse, busy, ttl),
                        fields.has(FieldNames.DESCRIPTION))
                : broken();
    }

    private Row instance() {
        if (!isNumber(key)) {
            objections.add("the port (pk) must be a whole number");
        } else if (!PortRange.allows(key.intValue())) {
            objections.add(outside("the port", key.intValue()));
        }
        String service = fields.path(SERVICE).textValue();
        if (service == null) {
            objections.add("the service must be the name of one");
        }
        JsonNode name = fields.path(FieldNames.NAME);
        boolean isNameless = name.isMissingNode()
                || name.isNull()
                || (name.isTextual() && name.textValue().isEmpty());
        String ofInstance = isNameless ? null : name("the name", name, NameRule.INSTANCE);
        Map<String, String> labels = labels();
        JsonNode lease = fields.path(FieldNames.LEASE);
        if (!objections.isEmpty()) {
            return broken();
        }
        return new Row.InstanceRow(
                number,
                String.valueOf(service),
                ofInstance,
                key.intValue(),
                labels,
                lease.isTextual() && !lease.textValue().isEmpty() ? lease.textValue() : null);
    }

    private Row broken() {
        return new Row.BrokenRow(number, subject(), String.join("; ", objections));
    }

    private String name(String what, JsonNode node, NameRule rule) {
        String text = node.textValue();
        if (text == null) {
            objections.add(what + " must be a text");
            return "";
        }
        String objection = rule.objection(text);
        if (objection != null) {
            objections.add(what + " " + objection);
        }
        return text;
    }

    private @Nullable String description() {
        JsonNode node = fields.path(FieldNames.DESCRIPTION);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        String text = node.textValue();
        if (text == null) {
            objections.add("the description must be a text, or null");
        } else if (text.codePointCount(0, text.length()) > MAX_DESCRIPTION) {
            objections.add("the description must have at most " + MAX_DESCRIPTION + " characters");
        } else if (hasHalfOfAPair(text)) {
            objections.add("the description has half of a surrogate pair");
        }
        return text;
    }

    private static boolean hasHalfOfAPair(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private PortSet range() {
        PortRange range = range("", fields);
        return range == null ? PortSet.EMPTY : PortSet.of(range);
    }

    private PortSet ranges(String field) {
        List<PortRange> ranges = new ArrayList<>();
        JsonNode array = fields.path(field);
        if (!array.isArray() || (array.isEmpty() && field.equals(FieldNames.RANGES))) {
            objections.add(field + " must be a list of ranges");
        }
        for (JsonNode node : array) {
            PortRange range = range(field + ": ", node);
            if (range != null) {
                ranges.add(range);
            }
        }
        try {
            return new PortSet(ranges);
        } catch (IllegalArgumentException e) {
            objections.add(field + " must not overlap");
            return PortSet.EMPTY;
        }
    }

    private @Nullable PortRange range(String where, JsonNode node) {
        int before = objections.size();
        int start = bound(where, FieldNames.START, node);
        int end = bound(where, FieldNames.END, node);
        if (objections.size() > before) {
            return null;
        }
        if (start > end) {
            objections.add(where + "start, " + start + ", is above end, " + end);
            return null;
        }
        return new PortRange(start, end);
    }

    private int bound(String where, String field, JsonNode node) {
        JsonNode bound = node.path(field);
        if (!isNumber(bound)) {
            objections.add(where + field + " must be a whole number");
        } else if (!PortRange.allows(bound.intValue())) {
            objections.add(where + outside(field, bound.intValue()));
        }
        return bound.intValue();
    }

    private static String outside(String what, int port) {
        return what + " must be from " + PortRange.LOWEST + " to " + PortRange.HIGHEST + ", not " + port;
    }

    private @Nullable Integer optionalNumber(String field) {
        JsonNode node = fields.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!isNumber(node)) {
            objections.add(field + " must be a whole number");
        }
        return node.intValue();
    }

    private @Nullable Map<String, String> labels() {
        JsonNode node = fields.path(FieldNames.LABELS);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        Map<String, String> labels = new LinkedHashMap<>();
        node.properties()
                .forEach(label -> labels.put(
                        label.getKey(), String.valueOf(label.getValue().textValue())));
        boolean areTexts = node.isObject()
                && node.properties().stream().allMatch(label -> label.getValue().isTextual());
        if (!areTexts) {
            objections.add("the labels must be an object of texts");
        }
        return labels;
    }
}

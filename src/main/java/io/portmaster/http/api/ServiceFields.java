package io.portmaster.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Timestamp;
import io.portmaster.http.problem.Violation;
import io.portmaster.record.Service;
import io.portmaster.wire.FieldNames;
import io.portmaster.wire.PortCountsBody;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a service in a request's body, and their rules. */
final class ServiceFields {
    private static final String PORT_RULE =
            "must be a whole number from " + PortRange.LOWEST + " to " + PortRange.HIGHEST;

    private final JsonFields fields;

    ServiceFields(JsonFields fields) {
        this.fields = fields;
    }

    /** The name of a service to be created, which must be there. */
    Validated<Name> name() {
        return fields.name(FieldNames.NAME, NameRule.SERVICE);
    }

    /** Notes a name that is not the one of the path. */
    void sameName(Validated<Name> expected) {
        JsonNode node = fields.take(FieldNames.NAME);
        if (node != null
                && expected.value() != null
                && !expected.value().value().equals(node.textValue())) {
            fields.violate(FieldNames.NAME, "can't be changed: it must be the one in the path");
        }
    }

    /** Whether there is a description, be it null. Ask before {@link #description}, which takes it. */
    boolean describes() {
        return fields.has(FieldNames.DESCRIPTION);
    }

    /** A text for people, or null. */
    @Nullable
    String description() {
        JsonNode node = fields.take(FieldNames.DESCRIPTION);
        if (node == null || node.isNull()) {
            return null;
        }
        String text = node.textValue();
        if (text == null || text.codePointCount(0, text.length()) > Service.MAX_DESCRIPTION) {
            fields.violate(
                    FieldNames.DESCRIPTION,
                    "must be a string of up to " + Service.MAX_DESCRIPTION + " characters, or null");
        } else if (text.codePoints().anyMatch(ServiceFields::isSurrogate)) {
            fields.violate(FieldNames.DESCRIPTION, "has half of a surrogate pair");
        }
        return text;
    }

    /** In a sequence of code points, a surrogate is one that lacks its other half: no UTF-8 can be made of it. */
    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** The lowest port, which must be there. */
    Validated<Integer> start() {
        return port(FieldNames.START, fields.require(FieldNames.START));
    }

    /** The highest port, which must be there. */
    Validated<Integer> end() {
        return port(FieldNames.END, fields.require(FieldNames.END));
    }

    /** The lowest port; null if it isn't there, or broke a rule. */
    @Nullable
    Integer optionalStart() {
        return port(FieldNames.START, fields.take(FieldNames.START)).value();
    }

    /** The highest port; null if it isn't there, or broke a rule. */
    @Nullable
    Integer optionalEnd() {
        return port(FieldNames.END, fields.take(FieldNames.END)).value();
    }

    private Validated<Integer> port(String field, @Nullable JsonNode node) {
        if (node == null) {
            return Validated.nothing();
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || !PortRange.allows(node.intValue())) {
            return fields.violate(field, PORT_RULE);
        }
        return new Validated<>(node.intValue());
    }

    /** Notes a range that starts above its end, if both are there. */
    void refuseReversedRange(@Nullable Integer start, @Nullable Integer end) {
        if (start != null && end != null && start > end) {
            fields.add(Violation.reversedRange(start, end));
        }
    }

    /** The time of creation as answers write it; null if it isn't there. */
    @Nullable
    Instant created() {
        JsonNode node = fields.take(FieldNames.CREATED);
        if (node == null) {
            return null;
        }
        try {
            return Timestamp.parse(node.isTextual() ? node.textValue() : "");
        } catch (DateTimeException e) {
            fields.add(List.of(Violation.readOnly(FieldNames.CREATED)));
            return null;
        }
    }

    /** Counts as answers write them, which add up; null if they aren't there. */
    @Nullable
    PortCounts ports() {
        JsonNode node = fields.take(FieldNames.PORTS);
        if (node == null) {
            return null;
        }
        List<Integer> counts = PortCountsBody.NAMES.stream()
                .map(node::get)
                .filter(count -> count != null && count.isIntegralNumber() && count.canConvertToInt())
                .map(JsonNode::intValue)
                .filter(count -> count >= 0 && count <= PortRange.HIGHEST)
                .toList();
        if (node.size() == PortCountsBody.NAMES.size() && counts.size() == PortCountsBody.NAMES.size()) {
            PortCounts read = new PortCounts(counts.get(0), counts.get(1), counts.get(2));
            if (read.free() == counts.get(3)) {
                return read;
            }
        }
        fields.add(List.of(Violation.readOnly(FieldNames.PORTS)));
        return null;
    }

    /** Notes all that was not taken. */
    void refuseRest() {
        fields.refuseRest();
    }
}

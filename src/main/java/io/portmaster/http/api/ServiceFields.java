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

    /** The name of a new service, which must be there. */
    Validated<Name> name() {
        return fields.name(FieldNames.NAME, NameRule.SERVICE);
    }

    /** Adds a violation if the body's name is not the one in the path. */
    void sameName(Validated<Name> expected) {
        JsonNode node = fields.take(FieldNames.NAME);
        if (node != null
                && expected.value() != null
                && !expected.value().value().equals(node.textValue())) {
            fields.violate(FieldNames.NAME, "can't be changed: it must be the one in the path");
        }
    }

    /** Whether there is a description, also with the value null. Call it before {@link #description}, which takes the field. */
    boolean describes() {
        return fields.has(FieldNames.DESCRIPTION);
    }

    /** The description; null if it is missing or null. */
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

    /** A surrogate among code points lacks its other half, and has no form in UTF-8. */
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

    /** The lowest port; null if it is missing or breaks a rule. */
    @Nullable
    Integer optionalStart() {
        return port(FieldNames.START, fields.take(FieldNames.START)).value();
    }

    /** The highest port; null if it is missing or breaks a rule. */
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

    /** Adds violations if both ends are there and the range starts above its end. */
    void refuseReversedRange(@Nullable Integer start, @Nullable Integer end) {
        if (start != null && end != null && start > end) {
            fields.add(Violation.reversedRange(start, end));
        }
    }

    /** The time of creation, in the form of answers; null if it is missing or breaks a rule. */
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

    /** The counts of ports, which must add up; null if they are missing or break a rule. */
    @Nullable
    PortCounts ports() {
        JsonNode node = fields.take(FieldNames.PORTS);
        if (node == null) {
            return null;
        }
        PortCounts counts = counts(node);
        if (counts == null) {
            fields.add(List.of(Violation.readOnly(FieldNames.PORTS)));
        }
        return counts;
    }

    /** The counts. A client that an older release has taught them leaves out the later ones, which then take up the rest. */
    private static @Nullable PortCounts counts(JsonNode node) {
        boolean counts = node.isObject()
                && node.properties().stream()
                        .allMatch(count -> PortCountsBody.NAMES.contains(count.getKey()) && isCount(count.getValue()))
                && PortCountsBody.EARLIER_NAMES.stream().allMatch(node::has);
        if (!counts) {
            return null;
        }
        PortCounts read = new PortCounts(
                node.path(PortCountsBody.TOTAL).intValue(),
                node.path(PortCountsBody.ALLOCATED).intValue(),
                node.path(PortCountsBody.OFFERED).intValue(),
                node.path(PortCountsBody.COOLING).intValue(),
                node.path(PortCountsBody.RESERVED).intValue());
        int rest = read.free() - node.path(PortCountsBody.FREE).intValue();
        boolean complete = node.size() == PortCountsBody.NAMES.size();
        return rest == 0 || (rest > 0 && !complete) ? read : null;
    }

    private static boolean isCount(JsonNode node) {
        return node.isIntegralNumber()
                && node.canConvertToInt()
                && node.intValue() >= 0
                && node.intValue() <= PortRange.HIGHEST;
    }

    /** Adds a violation for each field that was not taken. */
    void refuseRest() {
        fields.refuseRest();
    }
}

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
        } else if (HalfSurrogates.in(text)) {
            fields.violate(FieldNames.DESCRIPTION, "has half of a surrogate pair");
        }
        return text;
    }

    /** @param whole whether the body must say what the ports are */
    ServicePorts servicePorts(boolean whole) {
        return ServicePorts.take(fields, whole);
    }

    /** The reuse delay in seconds; null if it is missing or breaks a rule. */
    @Nullable
    Integer reuseDelay() {
        return Seconds.REUSE_DELAY.take(fields);
    }

    /** The busy delay in seconds; null if it is missing or breaks a rule. */
    @Nullable
    Integer busyDelay() {
        return Seconds.BUSY_DELAY.take(fields);
    }

    /** Whether there is an offer TTL, also with the value null. Call it before {@link #offerTtl}, which takes the field. */
    boolean setsOfferTtl() {
        return fields.has(FieldNames.OFFER_TTL);
    }

    /** The offer TTL in seconds; null if it is missing or null. */
    @Nullable
    Integer offerTtl() {
        return Seconds.OFFER_TTL.takeNullable(fields);
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

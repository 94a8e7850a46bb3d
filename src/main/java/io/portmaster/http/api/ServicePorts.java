package io.portmaster.http.api;

import io.portmaster.allocation.ServiceDefinition;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.http.problem.Violation;
import io.portmaster.wire.FieldNames;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a service in a request's body. A part is null if it is missing or breaks a rule.
 *
 * @param start the lowest port
 * @param end the highest port
 * @param ranges in place of {@code start} and {@code end}, or in accord with them
 * @param reserved inside the ranges, as far as the body has them
 */
record ServicePorts(
        @Nullable Integer start,
        @Nullable Integer end,
        @Nullable PortSet ranges,
        @Nullable PortSet reserved) {
    /**
     * Takes the fields.
     *
     * @param whole whether the body must say what the ports are
     */
    static ServicePorts take(JsonFields fields, boolean whole) {
        boolean asRanges = fields.has(FieldNames.RANGES) && !fields.isNull(FieldNames.RANGES);
        boolean needsEnds = whole && !asRanges;
        ServicePorts ports = new ServicePorts(
                end(fields, FieldNames.START, needsEnds),
                end(fields, FieldNames.END, needsEnds),
                PortRangesField.take(fields, FieldNames.RANGES, 1, ServiceDefinition.MAX_RANGES),
                PortRangesField.take(fields, FieldNames.RESERVED, 0, ServiceDefinition.MAX_RESERVED_RANGES));
        ports.refuseDisagreement(fields);
        return ports;
    }

    private static @Nullable Integer end(JsonFields fields, String field, boolean needed) {
        return fields.port(field, needed ? fields.require(field) : fields.take(field));
    }

    private void refuseDisagreement(JsonFields fields) {
        if (start != null && end != null && start > end) {
            fields.add(Violation.reversedRange(start, end));
        } else if (ranges != null) {
            if (start != null && start != ranges.lowest()) {
                fields.violate(FieldNames.START, "must be the lowest port of ranges, which is " + ranges.lowest());
            }
            if (end != null && end != ranges.highest()) {
                fields.violate(FieldNames.END, "must be the highest port of ranges, which is " + ranges.highest());
            }
        }
        if (ranges != null && reserved != null && !ranges.covers(reserved)) {
            fields.add(Violation.reservedOutside(reserved.minus(ranges)));
        }
    }

    /** All ports of a new service. Call it after the violations were refused. */
    PortSet all() {
        return ranges == null
                ? PortSet.of(new PortRange(Objects.requireNonNull(start), Objects.requireNonNull(end)))
                : ranges;
    }
}

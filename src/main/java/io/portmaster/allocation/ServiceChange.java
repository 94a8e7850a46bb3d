package io.portmaster.allocation;

import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortSet;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client's change of a service. A field that is null stays as it is, except the description and the offer TTL.
 *
 * @param describes whether the description changes
 * @param description the new description, which may be null
 * @param start the lowest port. In a service of several ranges it can't change without {@code ranges}
 * @param end the highest port; likewise
 * @param ranges all ports of the service. {@code start} and {@code end}, where they are given too, are its lowest and highest
 * @param setsOfferTtl whether the offer TTL changes
 * @param offerTtl the new offer TTL in seconds; null for the node's own
 * @param created read-only: if it is given, it must have its present value
 * @param ports read-only: if they are given, the total must have its present value. The other counts change with the traffic,
 *     so no client could repeat them; they only have to add up
 */
public record ServiceChange(
        boolean describes,
        @Nullable String description,
        @Nullable Integer start,
        @Nullable Integer end,
        @Nullable PortSet ranges,
        @Nullable PortSet reserved,
        @Nullable Integer reuseDelay,
        @Nullable Integer busyDelay,
        boolean setsOfferTtl,
        @Nullable Integer offerTtl,
        @Nullable Instant created,
        @Nullable PortCounts ports) {
    /** A change of a service's description and of its only range. */
    public ServiceChange(
            boolean describes,
            @Nullable String description,
            @Nullable Integer start,
            @Nullable Integer end,
            @Nullable Instant created,
            @Nullable PortCounts ports) {
        this(describes, description, start, end, null, null, null, null, false, null, created, ports);
    }
}

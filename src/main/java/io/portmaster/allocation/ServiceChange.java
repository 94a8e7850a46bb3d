package io.portmaster.allocation;

import io.portmaster.domain.PortCounts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client's change of a service. A field that is null stays as it is, except the description.
 *
 * @param describes whether the description changes
 * @param description the new description, which may be null
 * @param created read-only: if it is given, it must have its present value
 * @param ports read-only: if they are given, the total must have its present value. The other counts change with the traffic,
 *     so no client could repeat them; they only have to add up
 */
public record ServiceChange(
        boolean describes,
        @Nullable String description,
        @Nullable Integer start,
        @Nullable Integer end,
        @Nullable Instant created,
        @Nullable PortCounts ports) {}

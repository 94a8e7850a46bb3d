package io.portmaster.allocation;

import io.portmaster.domain.PortCounts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a service that exists. What is null stays as it is, but for the description.
 *
 * @param description the new one, which may be null, if {@code describes}
 * @param created read-only: given, it must be what it is
 * @param ports read-only: given, the total must be what it is. The other counts move with the traffic, so that no client
 *     could repeat them in time; they only have to add up
 */
public record ServiceChange(
        boolean describes,
        @Nullable String description,
        @Nullable Integer start,
        @Nullable Integer end,
        @Nullable Instant created,
        @Nullable PortCounts ports) {}

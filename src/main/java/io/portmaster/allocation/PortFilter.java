package io.portmaster.allocation;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ports that a list has.
 *
 * @param service null for every service
 * @param name the name that holds the port, or that had it before the port began to cool; null for every name
 * @param labels the port's holding must have all of these
 * @param lease the client's lease that the allocation must be on; null for any, and for none
 */
public record PortFilter(
        @Nullable Name service,
        Set<PortState> states,
        @Nullable Name name,
        Map<String, String> labels,
        @Nullable Lease lease) {
    /** Every port of any service that is not free. */
    public static final PortFilter ALL = new PortFilter(null, Set.of(PortState.values()), null, Map.of(), null);
}

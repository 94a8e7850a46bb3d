package io.portmaster.allocation;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Holding;
import io.portmaster.record.Value;
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

    /** The same filter, for that service. */
    PortFilter of(Name other) {
        return new PortFilter(other, states, name, labels, lease);
    }

    /** Whether the list has a port with that record. */
    boolean allows(Value record) {
        if (record instanceof Holding holding) {
            return allows(PortState.of(holding.state()), holding.service(), holding.name())
                    && holding.labels().contain(labels)
                    && (lease == null
                            || (holding instanceof Allocation allocation && lease.equals(allocation.lease())));
        }
        return record instanceof Cooling cooling
                && allows(PortState.COOLING, cooling.service(), cooling.name())
                && labels.isEmpty()
                && lease == null;
    }

    private boolean allows(PortState state, Name ofService, Name ofName) {
        return states.contains(state)
                && (service == null || service.equals(ofService))
                && (name == null || name.equals(ofName));
    }
}

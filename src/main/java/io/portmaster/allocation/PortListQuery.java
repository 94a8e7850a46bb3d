package io.portmaster.allocation;

import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import io.portmaster.registry.SpaceRecords;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The offers, allocations and cooling ports that a filter lets through, in the order of the ports.
 *
 * @param after only ports above this one; 0 for all
 */
record PortListQuery(PortFilter filter, int after, int limit) implements Query<Page<PortStatus>> {
    private static final PortSet ALL = PortSet.of(new PortRange(PortRange.LOWEST, PortRange.HIGHEST));

    @Override
    public Page<PortStatus> answer(SpaceRecords records) {
        return Page.of(
                inUse(records, among(records).above(after))
                        .filter(entry -> filter.allows(entry.value()))
                        .map(entry -> PortStatus.of(records, entry))
                        .iterator(),
                limit);
    }

    /** The ports of the filter's service; none if there is no such service. */
    private PortSet among(SpaceRecords records) {
        if (filter.service() == null) {
            return ALL;
        }
        Entry<Service> service = records.service(filter.service());
        return service == null ? PortSet.EMPTY : service.value().ports();
    }

    /** The records of ports in the wanted states. If one state is wanted, ports in others cost little. */
    private Stream<Entry<? extends Value>> inUse(SpaceRecords records, PortSet among) {
        if (filter.states().size() != 1) {
            return stream(records.inUse(among));
        }
        return switch (filter.states().iterator().next()) {
            case OFFERED -> stream(records.holdings(among, State.OFFERED));
            case ALLOCATED -> stream(records.holdings(among, State.ALLOCATED));
            case COOLING -> stream(records.cooling(among));
        };
    }

    private static Stream<Entry<? extends Value>> stream(Iterable<? extends Entry<? extends Value>> entries) {
        return StreamSupport.stream(entries.spliterator(), false).map(entry -> entry);
    }
}

package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortSet;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.registry.SpaceRecords;

/**
 * The open offers or the allocations of a service, in the order of the ports.
 *
 * @param after only ports above this one; 0 for all
 */
record HoldingListQuery(Name service, State state, int after, int limit) implements Query<Page<Entry<Holding>>> {
    @Override
    public Page<Entry<Holding>> answer(SpaceRecords records) {
        PortSet rest = Query.service(records, service).value().ports().above(after);
        return Page.of(records.holdings(rest, state).iterator(), limit);
    }
}

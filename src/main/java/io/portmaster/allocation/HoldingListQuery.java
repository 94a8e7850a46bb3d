package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.registry.SpaceRecords;
import java.util.Collections;
import java.util.Iterator;

/**
 * The open offers or the allocations of a service, in the order of the ports.
 *
 * @param after only ports above this one; 0 for all
 */
record HoldingListQuery(Name service, State state, int after, int limit) implements Query<Page<Entry<Holding>>> {
    @Override
    public Page<Entry<Holding>> answer(SpaceRecords records) {
        PortRange range = Query.service(records, service).value().range();
        Iterator<Entry<Holding>> found = after >= range.end()
                ? Collections.emptyIterator()
                : records.holdings(new PortRange(Math.max(range.start(), after + 1), range.end()), state)
                        .iterator();
        return Page.of(found, limit);
    }
}

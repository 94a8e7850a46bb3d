package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.registry.SpaceRecords;

/** The allocation of a port or name in a service. */
record AllocationQuery(Name service, PortReference port) implements Query<PortStatus> {
    @Override
    public PortStatus answer(SpaceRecords records) {
        Query.service(records, service);
        Entry<Holding> found = port.in(records, service);
        if (found == null || found.value().state() != State.ALLOCATED) {
            throw new RefusedException(port.missing(records, service));
        }
        return PortStatus.of(records, found);
    }
}

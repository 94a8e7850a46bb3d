package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.registry.SpaceRecords;

/** A list of ports of a service that has to exist. */
record ServicePortListQuery(Name service, PortListQuery ports) implements Query<Page<PortStatus>> {
    @Override
    public Page<PortStatus> answer(SpaceRecords records) {
        Query.service(records, service);
        return ports.answer(records);
    }
}

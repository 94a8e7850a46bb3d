package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.registry.SpaceRecords;

/** One service, and how full it is. */
record ServiceQuery(Name service) implements Query<ServiceStatus> {
    @Override
    public ServiceStatus answer(SpaceRecords records) {
        return ServiceStatus.of(records, Query.service(records, service));
    }
}

package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.registry.SpaceRecords;

/** A service with its counts. */
record ServiceQuery(Name service) implements Query<ServiceStatus> {
    @Override
    public ServiceStatus answer(SpaceRecords records) {
        return ServiceStatus.of(records, Query.service(records, service));
    }
}

package io.portmaster.allocation;

import io.portmaster.domain.PortCounts;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.SpaceRecords;

/** A service with the counts of its ports. */
public record ServiceStatus(Entry<Service> entry, PortCounts ports) {
    static ServiceStatus of(SpaceRecords records, Entry<Service> service) {
        return new ServiceStatus(service, records.counts(service.value()));
    }
}

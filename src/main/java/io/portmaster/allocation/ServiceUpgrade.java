package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.ServiceRef;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;

/**
 * Rewrites the record of a service in version 2. That comes before the first cooling and before the first lease in the service:
 * a node of an older release knows neither, and from then on changes nothing in the service. A service that isn't there, or
 * that is of version 2 or a newer one, needs nothing. The operation that wanted it plans again in any case.
 */
final class ServiceUpgrade extends ServiceOperation<Void> {
    ServiceUpgrade(ServiceRef service, Registry registry) {
        super(service, registry);
    }

    /** Whether a cooling or a lease in that service has to wait for its upgrade. */
    static boolean isNeeded(Service service) {
        return !service.version().isAtLeast(FormatVersion.V2);
    }

    @Override
    Step<Void> plan(SpaceRecords records) {
        Entry<Service> before = records.service(service().name());
        return before != null && isNeeded(before.value())
                ? new Step.Send<>(ServiceMutations.change(before, before.value().atLeast(FormatVersion.V2), revision()))
                : Step.done();
    }

    @Override
    public Step<Void> committed(Mutation mutation, long revision) {
        return Step.done();
    }
}

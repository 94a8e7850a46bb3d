package io.portmaster.allocation;

import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;
import io.portmaster.registry.SpaceView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates, changes or deletes a service. Such a change depends on all services and on many ports at once, so it is planned on
 * the registry alone: the planning view adds single keys only.
 */
abstract class ServiceOperation<T> implements Operation<T> {
    private final ServiceRef service;
    private final Registry registry;

    ServiceOperation(ServiceRef service, Registry registry) {
        this.service = service;
        this.registry = registry;
    }

    /** Says what to do next, given these records. It is asked again after every setback. */
    abstract Step<T> plan(SpaceRecords records);

    ServiceRef service() {
        return service;
    }

    /** The records of the service's space, as they are now. */
    SpaceRecords records() {
        return registry.records(space());
    }

    /** The revision of the {@link #records}. */
    long revision() {
        return registry.revision();
    }

    /** The refusal of those ports for the service; null if the service can have them. */
    @Nullable
    Refusal refusalOfPorts(SpaceRecords records, PortSet wanted, PortSet reserved) {
        if (!wanted.covers(reserved)) {
            return new Refusal.ReservedOutside(reserved.minus(wanted));
        }
        if (records.unreadableService() != null) {
            // Nobody knows the ports of a service whose record can't be read.
            return Refusals.unreadable(records.unreadableService());
        }
        List<Service> inTheWay = records.services().stream()
                .map(Entry::value)
                .filter(other ->
                        !other.name().equals(service.name()) && other.ports().overlaps(wanted))
                .limit(Refusal.MAX_NAMED)
                .toList();
        return inTheWay.isEmpty() ? null : new Refusal.RangeOverlap(wanted, inTheWay);
    }

    @Override
    public final Space space() {
        return service.space();
    }

    @Override
    public final boolean takesTurns() {
        return true;
    }

    @Override
    public final Step<T> plan(SpaceView view, boolean proven) {
        return plan(records());
    }
}

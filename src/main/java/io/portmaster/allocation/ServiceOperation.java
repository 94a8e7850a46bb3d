package io.portmaster.allocation;

import io.portmaster.domain.PortRange;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;
import io.portmaster.registry.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a service. It depends on all services and on many ports at once, so it is planned on the registry alone: what the
 * planning view adds is about single keys.
 */
abstract class ServiceOperation<T> implements Operation<T> {
    private final ServiceRef service;
    private final Registry registry;

    ServiceOperation(ServiceRef service, Registry registry) {
        this.service = service;
        this.registry = registry;
    }

    /** Says what to do, given these records. Called again after each setback. */
    abstract Step<T> plan(SpaceRecords records);

    ServiceRef service() {
        return service;
    }

    /** The records of the service's space, as they are now. */
    SpaceRecords records() {
        return registry.records(space());
    }

    /** The revision that {@link #records} are complete to. */
    long revision() {
        return registry.revision();
    }

    /** Why the service can't have that range; null if it can. */
    @Nullable
    Refusal refusalOfRange(SpaceRecords records, PortRange range) {
        if (records.unreadableService() != null) {
            // Nobody knows its range.
            return Refusals.unreadable(records.unreadableService());
        }
        List<Service> inTheWay = records.services().stream()
                .map(Entry::value)
                .filter(other ->
                        !other.name().equals(service.name()) && other.range().overlaps(range))
                .limit(Refusal.MAX_NAMED)
                .toList();
        return inTheWay.isEmpty() ? null : new Refusal.RangeOverlap(range, inTheWay);
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
    public final Step<T> plan(View view, boolean proven) {
        return plan(records());
    }
}

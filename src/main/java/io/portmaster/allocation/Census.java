package io.portmaster.allocation;

import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.registry.PortTable;
import io.portmaster.registry.SpaceRecords;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A snapshot of the services and ports of a space. To take it, the event loop copies references only. Everything is counted
 * later, on any thread.
 */
public final class Census {
    private final List<Entry<Service>> services;
    private final PortTable ports;
    private final PortTable cooling;
    private final Instant takenAt;

    private Census(List<Entry<Service>> services, PortTable ports, PortTable cooling, Instant takenAt) {
        this.services = services;
        this.ports = ports;
        this.cooling = cooling;
        this.takenAt = takenAt;
    }

    /** Takes the census of these records. */
    static Census of(SpaceRecords records, Instant now) {
        return new Census(records.services(), records.copyOfPorts(), records.copyOfCooling(), now);
    }

    /** Passes each service to the consumer, with its counts, in the order of the names. */
    public void forEachService(Consumer<ServiceStatus> consumer) {
        services.forEach(service -> consumer.accept(new ServiceStatus(service, count(service.value()))));
    }

    private PortCounts count(Service counted) {
        int inUse = 0;
        int offered = 0;
        int cool = 0;
        int reserved = 0;
        for (PortRange range : counted.ports().ranges()) {
            for (int port = range.start(); port <= range.end(); port++) {
                Entry<?> entry = ports.get(port);
                if (entry != null) {
                    inUse++;
                    if (entry.value() instanceof Offer) {
                        offered++;
                    }
                } else if (cooling.get(port) != null) {
                    cool++;
                } else if (counted.reserved().contains(port)) {
                    reserved++;
                }
            }
        }
        return new PortCounts(counted.ports().size(), inUse - offered, offered, cool, reserved);
    }

    /** How many ports of the service cool, by reason. Records that can't be read are left out. */
    public Map<Cooling.Reason, Integer> cooling(Service counted) {
        Map<Cooling.Reason, Integer> counts = new EnumMap<>(Cooling.Reason.class);
        for (PortRange range : counted.ports().ranges()) {
            for (int port = range.start(); port <= range.end(); port++) {
                Entry<?> entry = ports.get(port) == null ? cooling.get(port) : null;
                if (entry != null && entry.value() instanceof Cooling cool) {
                    counts.merge(cool.reason(), 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    /** The number of offers that still stand though they should have ended, see {@link Offer#isOverdue}. */
    public int overdueOffers() {
        int overdue = 0;
        for (int port = PortRange.LOWEST; port <= PortRange.HIGHEST; port++) {
            Entry<?> entry = ports.get(port);
            if (entry != null && entry.value() instanceof Offer offer && offer.isOverdue(takenAt)) {
                overdue++;
            }
        }
        return overdue;
    }
}

package io.portmaster.allocation;

import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.record.Entry;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.registry.PortTable;
import io.portmaster.registry.SpaceRecords;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * The services and ports of a space that a node knew at one moment. Taking it copies references only, so that the event loop is soon
 * free; everything is counted later, on any thread.
 */
public final class Census {
    private final List<Entry<Service>> services;
    private final PortTable ports;
    private final Instant takenAt;

    private Census(List<Entry<Service>> services, PortTable ports, Instant takenAt) {
        this.services = services;
        this.ports = ports;
        this.takenAt = takenAt;
    }

    /** Taken of these records now. */
    static Census of(SpaceRecords records, Instant now) {
        return new Census(records.services(), records.copyOfPorts(), now);
    }

    /** Tells of each service, by name, how full it is. */
    public void forEachService(Consumer<ServiceStatus> consumer) {
        services.forEach(service ->
                consumer.accept(new ServiceStatus(service, count(service.value().range()))));
    }

    private PortCounts count(PortRange range) {
        int inUse = 0;
        int offered = 0;
        for (int port = range.start(); port <= range.end(); port++) {
            Entry<?> entry = ports.get(port);
            if (entry != null) {
                inUse++;
                if (entry.value() instanceof Offer) {
                    offered++;
                }
            }
        }
        return new PortCounts(range.size(), inUse - offered, offered);
    }

    /** How many offers stand though they should have ended: see {@link Offer#isOverdue}. */
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

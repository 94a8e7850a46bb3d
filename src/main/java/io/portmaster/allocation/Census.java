package io.portmaster.allocation;

import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.record.Entry;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The services and ports that a node knew at one moment. Taking it copies references only, so that the event loop is soon
 * free; everything is counted later, on any thread.
 */
public final class Census {
    private final List<Entry<Service>> services;
    private final @Nullable Entry<?>[] ports;
    private final Instant takenAt;

    /**
     * @param services by name
     * @param ports by port, which nobody else changes
     */
    Census(List<Entry<Service>> services, @Nullable Entry<?>[] ports, Instant takenAt) {
        this.services = services;
        this.ports = ports;
        this.takenAt = takenAt;
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
            Entry<?> entry = ports[port];
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
        for (Entry<?> entry : ports) {
            if (entry != null && entry.value() instanceof Offer offer && offer.isOverdue(takenAt)) {
                overdue++;
            }
        }
        return overdue;
    }
}

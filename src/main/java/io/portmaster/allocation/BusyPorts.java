package io.portmaster.allocation;

import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.registry.SpaceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Ports of offers that the client's host uses for something else.
 *
 * @param ports their numbers, as the client has named them
 */
record BusyPorts(Set<Integer> ports) {
    boolean isEmpty() {
        return ports.isEmpty();
    }

    /** Those of the offers that have a busy port. */
    List<Entry<Offer>> among(List<Entry<Offer>> offers) {
        return offers.stream()
                .filter(offer -> ports.contains(offer.value().port()))
                .toList();
    }

    /**
     * The cooling of each offer's port. It lasts as long as the service asks, or as long as the cooling that stands there, if that
     * is longer. A port whose cooling would last no time is left out.
     *
     * @param view must show the offers and what stands beside them as of one moment
     * @param now when the reject is planned
     */
    static List<Cooling> cooling(SpaceView view, Service service, List<Entry<Offer>> offers, Instant now) {
        List<Cooling> begun = new ArrayList<>(offers.size());
        for (Entry<Offer> entry : offers) {
            Offer offer = entry.value();
            Entry<Cooling> standing = view.cooling(offer.port());
            int delay = Math.max(
                    service.busyDelay(), standing == null ? 0 : standing.value().delay());
            if (delay > 0) {
                begun.add(new Cooling(offer.port(), offer.service(), offer.name(), Cooling.Reason.BUSY, delay, now));
            }
        }
        return begun;
    }
}

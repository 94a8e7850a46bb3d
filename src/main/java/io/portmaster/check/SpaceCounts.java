package io.portmaster.check;

import io.portmaster.record.Allocation;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.StoredKey.Content;
import io.portmaster.record.StoredKey.Fence;
import io.portmaster.record.StoredKey.InSpace;
import io.portmaster.record.Value;
import java.time.Instant;
import java.util.List;

/**
 * How many records of each kind there are in a space.
 *
 * @param overdue how many of the offers should have ended and are still there
 * @param cooling how many ports cool, and nobody holds them
 * @param unreadable how many records and indexes can't be read
 * @param newer how many of the records only a newer release can change. Little is checked of them
 */
public record SpaceCounts(
        String space,
        int services,
        int offers,
        int overdue,
        int allocations,
        int cooling,
        int unreadable,
        int newer,
        int fences) {

    static SpaceCounts of(String space, List<InSpace> found, Instant now) {
        return new SpaceCounts(
                space,
                count(found, Service.class),
                count(found, Offer.class),
                (int) found.stream().filter(one -> isOverdue(one, now)).count(),
                count(found, Allocation.class),
                countCooling(found),
                count(found, Value.Unreadable.class),
                (int) found.stream().filter(SpaceCounts::isNewer).count(),
                (int) found.stream().filter(Fence.class::isInstance).count());
    }

    /**
     * Whether an offer should have ended. That is no violation: record and lease are right, and something keeps the lease alive.
     */
    static boolean isOverdue(InSpace found, Instant now) {
        return found instanceof Content content
                && content.value() instanceof Offer offer
                && offer.isOverdue(now)
                && !isNewer(found);
    }

    private static boolean isNewer(InSpace found) {
        return found instanceof Content content
                && content.value().version().isNewer()
                && !(content.value() instanceof Value.Unreadable);
    }

    private static int countCooling(List<InSpace> found) {
        SpaceKeys keys = new SpaceKeys(found);
        return (int) keys.all().stream()
                .filter(content -> content.key() instanceof Key.CoolingKey cooling
                        && keys.find(new Key.PortKey(cooling.space(), cooling.port())) == null)
                .count();
    }

    private static int count(List<InSpace> found, Class<? extends Value> kind) {
        return (int) found.stream()
                .filter(one -> one instanceof Content content && kind.isInstance(content.value()))
                .count();
    }
}

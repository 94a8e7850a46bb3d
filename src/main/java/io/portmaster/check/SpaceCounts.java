package io.portmaster.check;

import io.portmaster.record.Allocation;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.StoredKey.Content;
import io.portmaster.record.StoredKey.Fence;
import io.portmaster.record.StoredKey.InSpace;
import io.portmaster.record.Value;
import java.time.Instant;
import java.util.List;

/**
 * How much there is of what in a space.
 *
 * @param overdue offers, of those counted, that stand though they should have ended
 * @param unreadable records and indexes that can't be read
 * @param newer records of those counted that only a newer release can change, and of which little is judged
 */
public record SpaceCounts(
        String space, int services, int offers, int overdue, int allocations, int unreadable, int newer, int fences) {

    static SpaceCounts of(String space, List<InSpace> found, Instant now) {
        return new SpaceCounts(
                space,
                count(found, Service.class),
                count(found, Offer.class),
                (int) found.stream().filter(one -> isOverdue(one, now)).count(),
                count(found, Allocation.class),
                count(found, Value.Unreadable.class),
                (int) found.stream().filter(SpaceCounts::isNewer).count(),
                (int) found.stream().filter(Fence.class::isInstance).count());
    }

    /** No violation: the record and its lease are as they should be, and something keeps that lease alive. */
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

    private static int count(List<InSpace> found, Class<? extends Value> kind) {
        return (int) found.stream()
                .filter(one -> one instanceof Content content && kind.isInstance(content.value()))
                .count();
    }
}

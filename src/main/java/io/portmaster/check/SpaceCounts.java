package io.portmaster.check;

import io.portmaster.check.Found.Content;
import io.portmaster.check.Found.Fence;
import io.portmaster.check.Found.InSpace;
import io.portmaster.domain.Allocation;
import io.portmaster.domain.Offer;
import io.portmaster.domain.Service;
import io.portmaster.domain.Value;
import java.util.List;

/**
 * How much there is of what in a space.
 *
 * @param unreadable records and indexes that can't be read
 */
public record SpaceCounts(String space, int services, int offers, int allocations, int unreadable, int fences) {

    static SpaceCounts of(String space, List<InSpace> found) {
        return new SpaceCounts(
                space,
                count(found, Service.class),
                count(found, Offer.class),
                count(found, Allocation.class),
                count(found, Value.Unreadable.class),
                (int) found.stream().filter(Fence.class::isInstance).count());
    }

    private static int count(List<InSpace> found, Class<? extends Value> kind) {
        return (int) found.stream()
                .filter(one -> one instanceof Content content && kind.isInstance(content.value()))
                .count();
    }
}

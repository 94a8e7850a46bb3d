package io.portmaster.allocation;

import io.portmaster.domain.Entry;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Refusal;
import io.portmaster.domain.Service;
import io.portmaster.registry.Registry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rule that ranges of one space never overlap. */
final class Services {
    private Services() {}

    /** Why this service can't have that range, or null if it can. */
    static @Nullable Refusal refusalOfRange(Registry registry, Name name, PortRange range) {
        Name unreadable = registry.unreadableService();
        if (unreadable != null) {
            return new Refusal.StoreUnavailable(
                    "the record of service " + unreadable + " is of a version that this node can't read");
        }
        List<Service> inTheWay = registry.services().stream()
                .map(Entry::value)
                .filter(other -> !other.name().equals(name) && other.range().overlaps(range))
                .limit(Refusal.MAX_NAMED)
                .toList();
        return inTheWay.isEmpty() ? null : new Refusal.RangeOverlap(range, inTheWay);
    }
}

package io.portmaster.check;

import io.portmaster.record.ClientLease;
import io.portmaster.record.Key;
import io.portmaster.record.StoredKey.Anchor;
import java.util.List;

/**
 * How many leases of clients there are.
 *
 * @param alive whose own anchor stands
 * @param ending how many of these somebody is ending
 * @param ended of which only the companion is left
 */
public record LeaseCounts(int alive, int ending, int ended) {
    public static final LeaseCounts NONE = new LeaseCounts(0, 0, 0);

    static LeaseCounts of(List<Anchor> found) {
        Anchors anchors = new Anchors(found);
        List<Anchor> own = found.stream()
                .filter(anchor -> anchor.key() instanceof Key.LeaseAnchor)
                .toList();
        long ending = own.stream()
                .filter(anchor -> anchor.value() instanceof ClientLease lease && lease.ending())
                .count();
        long ended = found.stream()
                .filter(anchor -> anchor.key() instanceof Key.CompanionAnchor
                        && !anchors.haveLease(anchor.key().lease()))
                .count();
        return new LeaseCounts(own.size(), (int) ending, (int) ended);
    }

    public boolean isNone() {
        return equals(NONE);
    }
}

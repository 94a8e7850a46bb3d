package io.portmaster.allocation;

import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import io.portmaster.registry.SpaceView;

/**
 * A port that is not free: its offer, its allocation, or its cooling.
 *
 * @param revision the fencing token of an allocation: the revision at which it was accepted, which a move to another lease
 *     keeps. 0 for other states
 */
public record PortStatus(Entry<? extends Value> entry, long revision) {
    public int port() {
        return entry.value() instanceof Cooling cooling ? cooling.port() : ((Holding) entry.value()).port();
    }

    static PortStatus of(SpaceView view, Entry<? extends Value> entry) {
        return new PortStatus(entry, revision(view, entry));
    }

    /** A move writes both keys of an allocation, and creates neither. Its index key was created when it was accepted. */
    static long revision(SpaceView view, Entry<? extends Value> entry) {
        if (!(entry.value() instanceof Allocation allocation)) {
            return 0;
        }
        Entry<?> index = view.entry(new Key.InstanceIndex(view.space(), allocation.service(), allocation.name()));
        return index == null ? entry.modRevision() : index.createRevision();
    }
}

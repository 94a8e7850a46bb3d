package io.portmaster.allocation;

import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import java.util.List;

/**
 * An offer, or the offers of a group, that became allocations.
 *
 * @param entries in the order of the group's names
 * @param replayed whether they were allocations already when this request came
 * @param revision when they were accepted. See {@link PortStatus}
 */
public record Accepted(List<Entry<Allocation>> entries, boolean replayed, long revision) {
    /** Allocations that nothing has moved to another lease since they were accepted. */
    public Accepted(List<Entry<Allocation>> entries, boolean replayed) {
        this(entries, replayed, entries.get(0).modRevision());
    }

    public Accepted(Entry<Allocation> entry, boolean replayed) {
        this(List.of(entry), replayed);
    }

    /** The entry of the first name. */
    public Entry<Allocation> entry() {
        return entries.get(0);
    }
}

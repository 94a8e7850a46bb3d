package io.portmaster.allocation;

import io.portmaster.domain.Secret;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import java.util.List;

/**
 * Ports that were given to names.
 *
 * @param entries one for each name of the request, in its order
 * @param replayed whether an earlier request with the same idempotency key had got them
 * @param revision of allocations, when they were accepted; 0 for offers. See {@link PortStatus}
 */
public record Granted(List<Entry<Holding>> entries, Secret secret, boolean replayed, long revision) {
    /** Ports that nothing has moved to another lease since they were accepted. */
    public Granted(List<Entry<Holding>> entries, Secret secret, boolean replayed) {
        this(
                entries,
                secret,
                replayed,
                entries.get(0).value() instanceof Allocation ? entries.get(0).modRevision() : 0);
    }

    public Granted(Entry<Holding> entry, Secret secret, boolean replayed) {
        this(List.of(entry), secret, replayed);
    }

    /** The entry of the first name. */
    public Entry<Holding> entry() {
        return entries.get(0);
    }
}

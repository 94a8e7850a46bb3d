package io.portmaster.registry;

import io.portmaster.domain.Lease;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Offer;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of the holdings of one space, by port. */
final class HeldPorts {
    private final PortTable entries = new PortTable();

    /** Ports that have a record, readable or not. */
    private final BitSet recorded = new BitSet();

    private final BitSet offered = new BitSet();
    private final PortIndex<String> bySecret = new PortIndex<>();
    private final PortIndex<Lease> byLease = new PortIndex<>();

    void store(int port, Entry<?> entry) {
        forget(port);
        entries.set(port, entry);
        recorded.set(port);
        offered.set(port, entry.value() instanceof Offer);
        if (entry.value() instanceof Holding holding) {
            bySecret.add(holding.receipt().secretSha256(), port);
        }
        Lease lease = leaseOf(entry);
        if (lease != null) {
            byLease.add(lease, port);
        }
    }

    void delete(int port) {
        forget(port);
        entries.set(port, null);
        recorded.clear(port);
        offered.clear(port);
    }

    private void forget(int port) {
        Entry<?> former = entries.get(port);
        if (former == null) {
            return;
        }
        if (former.value() instanceof Holding holding) {
            bySecret.remove(holding.receipt().secretSha256(), port);
        }
        Lease lease = leaseOf(former);
        if (lease != null) {
            byLease.remove(lease, port);
        }
    }

    private static @Nullable Lease leaseOf(Entry<?> entry) {
        return entry.value() instanceof Allocation allocation ? allocation.lease() : null;
    }

    /** The entry, readable or not. Null if there is none. */
    @Nullable
    Entry<?> get(int port) {
        return entries.get(port);
    }

    @Nullable
    Entry<Holding> holding(int port) {
        Entry<?> entry = entries.get(port);
        return entry == null ? null : entry.as(Holding.class);
    }

    private @Nullable Entry<Allocation> allocation(int port) {
        Entry<?> entry = entries.get(port);
        return entry == null ? null : entry.as(Allocation.class);
    }

    int[] withSecret(String sha256) {
        return bySecret.ports(sha256);
    }

    /** The allocations on the client's lease, in the order of the ports. */
    List<Entry<Allocation>> on(Lease lease) {
        return byLease.entries(lease, this::allocation);
    }

    int countOn(Lease lease) {
        return byLease.ports(lease).length;
    }

    /** Ports that have a record. Don't change it. */
    BitSet recorded() {
        return recorded;
    }

    /** Ports that have an offer. Don't change it. */
    BitSet offered() {
        return offered;
    }

    /** The first port from that one on whose holding is in that state, or can't be read. Negative if there is none. */
    int next(State state, int from) {
        if (state == State.OFFERED) {
            return offered.nextSetBit(from);
        }
        int port = recorded.nextSetBit(from);
        while (port >= 0 && offered.get(port)) {
            port = recorded.nextSetBit(port + 1);
        }
        return port;
    }

    /** A copy that any thread may read. */
    PortTable copy() {
        return entries.copy();
    }
}

package io.portmaster.registry;

import io.portmaster.domain.Lease;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Value;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cooling records of one space, also those of ports that are held. */
final class CoolingPorts {
    private final PortTable entries = new PortTable();

    /** Ports that have a record, readable or not. */
    private final BitSet recorded = new BitSet();

    /** Ports whose record doesn't tell this release for sure which client's lease it is on. */
    private final BitSet unclear = new BitSet();

    private final PortIndex<FormerOwner> byOwner = new PortIndex<>();
    private final PortIndex<Lease> byLease = new PortIndex<>();

    void store(int port, Entry<?> entry) {
        forget(port);
        entries.set(port, entry);
        recorded.set(port);
        unclear.set(port, isUnclear(entry.value()));
        if (entry.value() instanceof Cooling cooling) {
            byOwner.add(FormerOwner.of(cooling), port);
            if (cooling.lease() != null) {
                byLease.add(cooling.lease(), port);
            }
        }
    }

    void delete(int port) {
        forget(port);
        entries.set(port, null);
        recorded.clear(port);
        unclear.clear(port);
    }

    private static boolean isUnclear(Value value) {
        boolean told = value instanceof Cooling cooling
                && !cooling.version().isNewer()
                && (cooling.reason() != Cooling.Reason.LEASE_ENDED || cooling.lease() != null);
        return !told;
    }

    private void forget(int port) {
        Entry<Cooling> former = cooling(port);
        if (former == null) {
            return;
        }
        byOwner.remove(FormerOwner.of(former.value()), port);
        Lease lease = former.value().lease();
        if (lease != null) {
            byLease.remove(lease, port);
        }
    }

    /** The entry, readable or not. Null if there is none. */
    @Nullable
    Entry<?> get(int port) {
        return entries.get(port);
    }

    private @Nullable Entry<Cooling> cooling(int port) {
        Entry<?> entry = entries.get(port);
        return entry == null ? null : entry.as(Cooling.class);
    }

    int[] portsOf(FormerOwner owner) {
        return byOwner.ports(owner);
    }

    /** Whether a record is on the companion of the client's lease, or may be. */
    boolean mayBeOn(Lease lease) {
        return !unclear.isEmpty() || byLease.ports(lease).length > 0;
    }

    /** Ports that have a record. Don't change it. */
    BitSet recorded() {
        return recorded;
    }

    boolean isEmpty() {
        return recorded.isEmpty();
    }

    /** A copy that any thread may read. */
    PortTable copy() {
        return entries.copy();
    }
}

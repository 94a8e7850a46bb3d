package io.portmaster.registry;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mirror's content: every record of every space and the leases of clients, as of one revision. The mirror makes all changes
 * of a revision and then calls {@link #advance}, in one task of the loop. So nobody sees a part of a revision.
 */
public final class Registry {
    /** The revision of a registry that has never been filled. */
    public static final long EMPTY = 0;

    /** The spaces that have a record, and no others. */
    private final Map<Space, SpaceRecords> spaces = new HashMap<>();

    private final LeaseRecords leases = new LeaseRecords();

    private final List<RevisionListener> revisionListeners = new ArrayList<>();
    private final List<LeaseEndListener> leaseEndListeners = new ArrayList<>();
    private final List<PortListener> portListeners = new ArrayList<>();
    private long revision = EMPTY;

    /** The highest revision at which a service was put. */
    private long newestService;

    public void addRevisionListener(RevisionListener listener) {
        revisionListeners.add(listener);
    }

    public void addLeaseEndListener(LeaseEndListener listener) {
        leaseEndListeners.add(listener);
    }

    public void addPortListener(PortListener listener) {
        portListeners.add(listener);
    }

    /** All changes up to this revision are in; {@link #EMPTY} before the first {@link #replace}. */
    public long revision() {
        return revision;
    }

    public boolean isLoaded() {
        return revision != EMPTY;
    }

    /** The records of the space. They are empty for a space that has none. */
    public SpaceRecords records(Space space) {
        SpaceRecords known = spaces.get(space);
        return known == null ? new SpaceRecords(space) : known;
    }

    /** The leases of clients. */
    public LeaseRecords leases() {
        return leases;
    }

    /** The allocations on the client's lease, by space and port. */
    public List<Entry<Allocation>> allocationsOn(Lease lease) {
        return spaces.values().stream()
                .sorted(Comparator.comparing(SpaceRecords::space))
                .flatMap(records -> records.allocationsOn(lease).stream())
                .toList();
    }

    /** How many allocations are on the client's lease. */
    public int countOn(Lease lease) {
        return spaces.values().stream()
                .mapToInt(records -> records.countOn(lease))
                .sum();
    }

    /**
     * Whether a cooling record is on the companion of the client's lease, or may be. Of a record that this release can't read, or
     * that a newer one has written, nobody here knows which lease it is on.
     */
    public boolean mayHaveCoolingOn(Lease lease) {
        return spaces.values().stream().anyMatch(records -> records.mayHaveCoolingOn(lease));
    }

    boolean hasRecordsOf(Space space) {
        return spaces.containsKey(space);
    }

    /** The entry of the key, readable or not. Null if there is none. */
    public @Nullable Entry<?> entry(Key key) {
        if (key instanceof Key.InSpace inSpace) {
            SpaceRecords known = spaces.get(inSpace.space());
            return known == null ? null : known.entry(key);
        }
        return leases.entry((Key.OfLease) key);
    }

    public void put(Entry<?> entry) {
        store(entry);
        tellOf(entry.key());
    }

    public void delete(Key key) {
        if (key instanceof Key.InSpace inSpace) {
            delete(inSpace);
        } else {
            delete((Key.OfLease) key);
        }
    }

    private void delete(Key.OfLease key) {
        Entry<?> former = leases.entry(key);
        Entry<ClientLease> anchor = former == null ? null : former.as(ClientLease.class);
        leases.delete(key);
        if (anchor != null) {
            leaseEndListeners.forEach(listener -> listener.leaseEnded(anchor));
        }
    }

    private void delete(Key.InSpace key) {
        SpaceRecords known = spaces.get(key.space());
        if (known != null) {
            known.delete(key);
            if (known.isEmpty()) {
                spaces.remove(key.space());
            }
            tellOf(key);
        }
    }

    private void tellOf(Key changed) {
        if (changed instanceof Key.PortKey port) {
            portListeners.forEach(listener -> listener.portChanged(port));
        } else if (changed instanceof Key.CoolingKey port) {
            portListeners.forEach(listener -> listener.coolingChanged(port));
        }
    }

    public void advance(long to) {
        revision = to;
        revisionListeners.forEach(listener -> listener.advanced(to));
    }

    /** Replaces all entries by these: the store's entries at that revision. */
    public void replace(Collection<Entry<?>> entries, long asOf) {
        spaces.clear();
        leases.clear();
        newestService = EMPTY;
        entries.forEach(this::store);
        revision = asOf;
        revisionListeners.forEach(RevisionListener::replaced);
    }

    /**
     * Forgets everything, because the store went back to an earlier state. Nothing may be planned or read until the next {@link
     * #replace}.
     */
    public void clear() {
        replace(List.of(), EMPTY);
    }

    private void store(Entry<?> entry) {
        if (entry.key() instanceof Key.OfLease ofLease) {
            leases.store(ofLease, entry);
            return;
        }
        spaces.computeIfAbsent(entry.space(), SpaceRecords::new).store(entry);
        if (entry.key() instanceof Key.ServiceKey) {
            newestService = Math.max(newestService, entry.modRevision());
        }
    }

    /**
     * The revision of the newest record of a service in any space, even if the service was deleted since. {@link #EMPTY} if
     * there was none.
     */
    public long newestServiceRevision() {
        return newestService;
    }
}

package io.portmaster.registry;

import io.portmaster.domain.Lease;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The anchors of clients' leases, as the {@link Registry} knows them. They belong to no space. */
public final class LeaseRecords {
    private final NavigableMap<Long, Entry<?>> leases = new TreeMap<>();
    private final Map<Long, Entry<?>> companions = new HashMap<>();

    LeaseRecords() {}

    void store(Key.OfLease key, Entry<?> entry) {
        of(key).put(key.lease().id(), entry);
    }

    void delete(Key.OfLease key) {
        of(key).remove(key.lease().id());
    }

    void clear() {
        leases.clear();
        companions.clear();
    }

    /** The entry of the key, readable or not. Null if there is none. */
    public @Nullable Entry<?> entry(Key.OfLease key) {
        return of(key).get(key.lease().id());
    }

    /** The anchor of the lease. Null if the lease has ended, or if the anchor can't be read. */
    public @Nullable Entry<ClientLease> lease(Lease lease) {
        Entry<?> entry = leases.get(lease.id());
        return entry == null ? null : entry.as(ClientLease.class);
    }

    /** Both anchors of the lease. Null if one of them isn't there, or can't be read: then the lease takes nothing. */
    public @Nullable LeaseAnchors anchors(Lease lease) {
        Entry<ClientLease> anchor = lease(lease);
        Entry<?> companion = companions.get(lease.id());
        Entry<Value.Presence> present = companion == null ? null : companion.as(Value.Presence.class);
        return anchor == null || present == null ? null : new LeaseAnchors(anchor, present);
    }

    /** The readable anchors of leases above that number, in the order of the numbers. */
    public Iterable<Entry<ClientLease>> above(long id) {
        return () -> leases.tailMap(id, false).values().stream()
                .map(entry -> entry.as(ClientLease.class))
                .filter(Objects::nonNull)
                .iterator();
    }

    /** How many leases have an anchor. */
    public int count() {
        return leases.size();
    }

    private Map<Long, Entry<?>> of(Key.OfLease key) {
        return key instanceof Key.LeaseAnchor ? leases : companions;
    }
}

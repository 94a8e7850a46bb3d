package io.portmaster.contract;

import io.portmaster.commit.BatchLimits;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.Write;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The records of the oracle: a map of entries, changed by the transactions of the design's table. This class is written from
 * that table alone. It takes from a mutation the kind, the record that was planned on, the record that is put and its lease. It
 * works out by itself what is compared and written, so that a mistake in a mutation shows as a difference.
 */
final class Records {
    /** etcd's limits. */
    static final BatchLimits LIMITS = new BatchLimits(126, 1 << 20);

    private final Map<Key, Entry<?>> entries = new HashMap<>();
    private final Map<Key, Lease> leases = new HashMap<>();
    private final Set<Lease> liveLeases = new HashSet<>();
    private final List<Consumer<Change>> watchers = new ArrayList<>();
    private long newestLease;

    /**
     * The revision of the newest change. As in etcd, an empty store is at revision 1, and every transaction that writes takes
     * the next one.
     */
    private long revision = 1;

    /** All changes at one revision. */
    record Change(long revision, List<Entry<?>> puts, List<Key> deletes) {}

    /**
     * A mutation as a transaction: whether its compares hold, the keys that it compares, its puts and deletes, and the keys that
     * a conflict shows.
     */
    record Txn(boolean holds, Set<Key> compared, Map<Key, Value> puts, Set<Key> deletes, Lease lease, List<Key> shown) {
        Set<Key> written() {
            Set<Key> written = new HashSet<>(puts.keySet());
            written.addAll(deletes);
            return written;
        }
    }

    long revision() {
        return revision;
    }

    List<Entry<?>> all() {
        return List.copyOf(entries.values());
    }

    void watch(Consumer<Change> watcher) {
        watchers.add(watcher);
    }

    Lease grant() {
        Lease lease = new Lease(++newestLease);
        liveLeases.add(lease);
        return lease;
    }

    /** The key's lease. */
    Lease lease(Key key) {
        return leases.getOrDefault(key, Lease.NONE);
    }

    /** Ends the lease and deletes its keys, at one revision. */
    void expire(Lease lease) {
        liveLeases.remove(lease);
        write(Map.of(), keys(key -> leases.getOrDefault(key, Lease.NONE).equals(lease)), Lease.NONE);
    }

    /** Puts or deletes a record directly, as an operator can. */
    void force(Key key, @Nullable Value value) {
        write(value == null ? Map.of() : Map.of(key, value), value == null ? Set.of(key) : Set.of(), Lease.NONE);
    }

    List<Outcome> commit(List<Mutation> batch) {
        List<Txn> txns = batch.stream().map(this::txn).toList();
        requireLegal(batch, txns);
        boolean leaseGone = txns.stream().anyMatch(txn -> txn.holds() && !isUsable(txn.lease()));
        if (leaseGone) {
            return batch.stream()
                    .<Outcome>map(mutation -> new Outcome.NotApplied(Reason.LEASE_GONE))
                    .toList();
        }
        long at = txns.stream().anyMatch(Txn::holds) ? revision + 1 : revision;
        Change change = new Change(at, new ArrayList<>(), new ArrayList<>());
        txns.stream().filter(Txn::holds).forEach(txn -> apply(txn.puts(), txn.deletes(), txn.lease(), change));
        publish(change);
        return txns.stream()
                .<Outcome>map(
                        txn -> txn.holds() ? new Outcome.Committed(at) : new Outcome.Conflict(states(txn.shown(), at)))
                .toList();
    }

    /** Fails if etcd would refuse the batch, or if the order of its writes would matter. */
    private static void requireLegal(List<Mutation> batch, List<Txn> txns) {
        if (batch.isEmpty() || batch.size() > LIMITS.operations()) {
            throw new AssertionError("a batch of " + batch.size());
        }
        long changesToServices = batch.stream().filter(Records::changesAService).count();
        if (changesToServices != 0 && changesToServices != batch.size()) {
            throw new AssertionError("a change to a service among others: " + batch);
        }
        requireDisjointRanges(batch, txns);
        for (Txn writer : txns) {
            for (Txn other : txns) {
                if (writer == other) {
                    continue;
                }
                for (Key key : writer.written()) {
                    if (other.compared().contains(key) || other.written().contains(key)) {
                        throw new AssertionError("two mutations of a batch meet at " + key + ": " + batch);
                    }
                }
            }
        }
    }

    /**
     * Fails if two services of the batch overlap. Each mutation compares the services from before the batch, so that none
     * notices the other.
     */
    private static void requireDisjointRanges(List<Mutation> batch, List<Txn> txns) {
        Map<Space, BitSet> ownedBySpace = new HashMap<>();
        for (Txn txn : txns) {
            for (Map.Entry<Key, Value> put : txn.puts().entrySet()) {
                if (put.getValue() instanceof Service service) {
                    BitSet owned = ownedBySpace.computeIfAbsent(
                            ((Key.ServiceKey) put.getKey()).space(), space -> new BitSet());
                    BitSet own = new BitSet();
                    own.set(service.ports().lowest(), service.ports().highest() + 1);
                    if (own.intersects(owned)) {
                        throw new AssertionError("two services of a batch overlap: " + batch);
                    }
                    owned.or(own);
                }
            }
        }
    }

    private static boolean changesAService(Mutation mutation) {
        return switch (mutation.kind()) {
            case CLAIM, ACCEPT, REMOVE -> false;
            case CREATE_SERVICE, CHANGE_SERVICE, DELETE_SERVICE -> true;
        };
    }

    Txn txn(Mutation mutation) {
        return switch (mutation.kind()) {
            case CLAIM ->
                claim(
                        mutation.before(Service.class),
                        mutation.after(Holding.class),
                        mutation.put(Holding.class).lease());
            case ACCEPT -> accept(mutation.before(Offer.class), mutation.after(Allocation.class));
            case REMOVE -> remove(mutation.before(Holding.class));
            case CREATE_SERVICE ->
                create(
                        ((Key.ServiceKey) mutation.put(Service.class).key()).space(),
                        mutation.after(Service.class),
                        seen(mutation));
            case CHANGE_SERVICE -> change(mutation.before(Service.class), mutation.after(Service.class), mutation);
            case DELETE_SERVICE ->
                delete(
                        mutation.before(Service.class),
                        mutation.writes().stream().anyMatch(Write.DeleteRange.class::isInstance));
        };
    }

    private static long seen(Mutation mutation) {
        return Objects.requireNonNull(mutation.rangeGuard()).revision();
    }

    private Txn claim(Entry<Service> before, Holding holding, Lease lease) {
        Space space = before.space();
        Key service = new Key.ServiceKey(space, holding.service());
        Key port = new Key.PortKey(space, holding.port());
        Key offer = new Key.OfferIndex(space, holding.service(), holding.name());
        Key instance = new Key.InstanceIndex(space, holding.service(), holding.name());
        Key index = holding.state() == Holding.State.OFFERED ? offer : instance;
        return new Txn(
                isAt(service, before.modRevision()) && isAbsent(port) && isAbsent(offer) && isAbsent(instance),
                Set.of(service, port, offer, instance),
                Map.of(port, holding, index, new Value.Index(holding.port())),
                Set.of(),
                lease,
                List.of(service, port, offer, instance));
    }

    private Txn accept(Entry<Offer> before, Allocation allocation) {
        Space space = before.space();
        Offer offer = before.value();
        Key port = new Key.PortKey(space, offer.port());
        return new Txn(
                isAt(port, before.modRevision()),
                Set.of(port),
                Map.of(
                        port,
                        allocation,
                        new Key.InstanceIndex(space, offer.service(), offer.name()),
                        new Value.Index(offer.port())),
                Set.of(new Key.OfferIndex(space, offer.service(), offer.name())),
                Lease.NONE,
                List.of(port));
    }

    private Txn remove(Entry<Holding> before) {
        Space space = before.space();
        Holding holding = before.value();
        Key port = new Key.PortKey(space, holding.port());
        Key index = holding.state() == Holding.State.OFFERED
                ? new Key.OfferIndex(space, holding.service(), holding.name())
                : new Key.InstanceIndex(space, holding.service(), holding.name());
        return new Txn(
                isAt(port, before.modRevision()),
                Set.of(port),
                Map.of(),
                Set.of(port, index),
                Lease.NONE,
                List.of(port));
    }

    private Txn create(Space space, Service created, long seen) {
        Key service = new Key.ServiceKey(space, created.name());
        return new Txn(
                isAbsent(service) && noServiceChangedSince(space, seen),
                Set.of(service),
                Map.of(service, created),
                Set.of(),
                Lease.NONE,
                List.of(service));
    }

    private Txn change(Entry<Service> old, Service changed, Mutation mutation) {
        Space space = old.space();
        Key service = new Key.ServiceKey(space, changed.name());
        PortRange before = old.value().ports().bounds();
        PortRange after = changed.ports().bounds();
        boolean gains = after.start() < before.start() || after.end() > before.end();
        boolean dropsNothingInUse = keysIn(
                        space,
                        key -> key instanceof Key.PortKey port
                                && before.contains(port.port())
                                && !after.contains(port.port()))
                .isEmpty();
        return new Txn(
                isAt(service, old.modRevision())
                        && (!gains || noServiceChangedSince(space, seen(mutation)))
                        && dropsNothingInUse,
                Set.of(service),
                Map.of(service, changed),
                Set.of(),
                Lease.NONE,
                List.of(service));
    }

    private Txn delete(Entry<Service> doomed, boolean force) {
        Space space = doomed.space();
        Name name = doomed.value().name();
        Key service = new Key.ServiceKey(space, name);
        Set<Key> ports = keysIn(
                space,
                key -> key instanceof Key.PortKey port
                        && doomed.value().ports().bounds().contains(port.port()));
        Set<Key> deletes = new HashSet<>(Set.of(service));
        if (force) {
            deletes.addAll(ports);
            deletes.addAll(keysIn(
                    space,
                    key -> key instanceof Key.OfferIndex index
                            && index.service().equals(name)));
            deletes.addAll(keysIn(
                    space,
                    key -> key instanceof Key.InstanceIndex index
                            && index.service().equals(name)));
        }
        return new Txn(
                isAt(service, doomed.modRevision()) && (force || ports.isEmpty()),
                Set.of(service),
                Map.of(),
                deletes,
                Lease.NONE,
                List.of(service));
    }

    private boolean isAbsent(Key key) {
        return !entries.containsKey(key);
    }

    private boolean isAt(Key key, long modRevision) {
        Entry<?> entry = entries.get(key);
        return entry != null && entry.modRevision() == modRevision;
    }

    private boolean noServiceChangedSince(Space space, long seen) {
        return entries.values().stream()
                .filter(entry ->
                        entry.key() instanceof Key.ServiceKey && entry.space().equals(space))
                .allMatch(entry -> entry.modRevision() <= seen);
    }

    private boolean isUsable(Lease lease) {
        return lease.isNone() || liveLeases.contains(lease);
    }

    private Set<Key> keysIn(Space space, Predicate<Key> wanted) {
        return keys(key -> key instanceof Key.InSpace in && in.space().equals(space) && wanted.test(key));
    }

    private Set<Key> keys(Predicate<Key> wanted) {
        Set<Key> found = new HashSet<>();
        entries.keySet().stream().filter(wanted).forEach(found::add);
        return found;
    }

    private List<KeyState> states(List<Key> keys, long at) {
        return keys.stream()
                .map(key -> {
                    Entry<?> entry = entries.get(key);
                    return entry == null
                            ? KeyState.absent(key, at)
                            : KeyState.present(key, entry.value(), entry.createRevision(), entry.modRevision());
                })
                .toList();
    }

    private void write(Map<Key, ? extends Value> puts, Set<Key> deletes, Lease lease) {
        Change change = new Change(revision + 1, new ArrayList<>(), new ArrayList<>());
        apply(puts, deletes, lease, change);
        publish(change);
    }

    private void apply(Map<Key, ? extends Value> puts, Set<Key> deletes, Lease lease, Change change) {
        puts.forEach((key, value) -> {
            Entry<?> former = entries.get(key);
            long created = former == null ? change.revision() : former.createRevision();
            Entry<?> entry = new Entry<>(key, value, created, change.revision());
            entries.put(key, entry);
            // A put without a lease takes the key off its lease.
            leases.put(key, lease);
            change.puts().add(entry);
        });
        deletes.forEach(key -> {
            leases.remove(key);
            if (entries.remove(key) != null) {
                change.deletes().add(key);
            }
        });
    }

    /** Tells the watchers. A transaction that wrote nothing takes no revision. */
    private void publish(Change change) {
        if (!change.puts().isEmpty() || !change.deletes().isEmpty()) {
            revision = change.revision();
            watchers.forEach(watcher -> watcher.accept(change));
        }
    }

    @Override
    public String toString() {
        Set<String> lines = new TreeSet<>();
        entries.values().forEach(entry -> lines.add(entry.toString()));
        return String.join(
                "\n",
                Stream.concat(Stream.of("revision " + revision), lines.stream()).toList());
    }
}

package io.portmaster.contract;

import io.portmaster.commit.BatchLimits;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.Write;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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
    private final Set<Lease> liveLeases = new HashSet<>(Set.of(Lease.NONE));
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
     * A mutation as a transaction: whether its compares hold, its puts with their leases, its deletes, and the single keys that
     * it compares, which a conflict shows.
     */
    record Txn(boolean holds, Map<Key, Value> puts, Map<Key, Lease> leases, Set<Key> deletes, List<Key> shown) {
        Set<Key> compared() {
            return Set.copyOf(shown);
        }

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

    /** Grants the lease with that number, which no lease has. */
    void grant(Lease lease) {
        if (!liveLeases.add(lease)) {
            throw new AssertionError("the store has it already: " + lease);
        }
    }

    /** The key's lease. */
    Lease lease(Key key) {
        return leases.getOrDefault(key, Lease.NONE);
    }

    /** Ends the lease and deletes its keys, at one revision. */
    void expire(Lease lease) {
        liveLeases.remove(lease);
        write(Map.of(), keys(key -> leases.getOrDefault(key, Lease.NONE).equals(lease)));
    }

    /** Puts or deletes a record directly, as an operator can. */
    void force(Key key, @Nullable Value value) {
        write(value == null ? Map.of() : Map.of(key, value), value == null ? Set.of(key) : Set.of());
    }

    List<Outcome> commit(List<Mutation> batch) {
        List<Txn> txns = batch.stream().map(this::txn).toList();
        requireLegal(batch, txns);
        boolean leaseGone = txns.stream()
                .anyMatch(txn ->
                        txn.holds() && !liveLeases.containsAll(txn.leases().values()));
        if (leaseGone) {
            return batch.stream()
                    .<Outcome>map(mutation -> new Outcome.NotApplied(Reason.LEASE_GONE))
                    .toList();
        }
        long at = txns.stream().anyMatch(Txn::holds) ? revision + 1 : revision;
        Change change = new Change(at, new ArrayList<>(), new ArrayList<>());
        txns.stream().filter(Txn::holds).forEach(txn -> apply(txn.puts(), txn.leases(), txn.deletes(), change));
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
                    service.ports().ranges().forEach(range -> own.set(range.start(), range.end() + 1));
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
            case CREATE_SERVICE, CHANGE_SERVICE, DELETE_SERVICE -> true;
            default -> false;
        };
    }

    Txn txn(Mutation mutation) {
        return switch (mutation.kind()) {
            case CLAIM, CLAIM_GROUP -> claim(mutation);
            case CLAIM_ON_LEASE -> claimOnLease(mutation);
            case ACCEPT -> accept(mutation);
            case ACCEPT_ON_LEASE -> acceptOnLease(mutation);
            case MOVE -> move(mutation);
            case REMOVE -> remove(mutation);
            case BUSY -> busy(mutation);
            case NEXT -> next(mutation);
            case END_COOLING -> endCooling(mutation.before(Cooling.class));
            case CREATE_LEASE -> createLease(mutation);
            case REPLACE_LEASE_PAIR -> replacePair(mutation);
            case END_LEASE -> endLease(mutation.before(ClientLease.class));
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

    private Txn claim(Mutation mutation) {
        Row row = new Row();
        Entry<Service> service = mutation.before(Service.class);
        row.compare(service);
        for (Holding holding : puts(mutation, Holding.class)) {
            row.claim(
                    service.space(),
                    holding,
                    mutation,
                    mutation.put(Holding.class).lease());
            if (holding instanceof Allocation
                    && former(holding.port(), mutation).isPresent()) {
                row.delete(new Key.CoolingKey(service.space(), holding.port()));
            }
        }
        return row.txn();
    }

    /** The port's cooling record as its former owner has seen it. */
    private static Optional<Entry<Cooling>> former(int port, Mutation claim) {
        return claim.allBefore(Cooling.class).stream()
                .filter(entry -> entry.value().port() == port)
                .findFirst();
    }

    private Txn claimOnLease(Mutation mutation) {
        Row row = new Row();
        Entry<Service> service = mutation.before(Service.class);
        Entry<ClientLease> anchor = mutation.before(ClientLease.class);
        row.compare(service);
        row.compareAnchors(mutation);
        for (Allocation allocation : puts(mutation, Allocation.class)) {
            row.claim(service.space(), allocation, mutation, carrier(anchor));
            row.linger(service.space(), allocation, anchor, allocation.created());
        }
        return row.txn();
    }

    private Txn accept(Mutation mutation) {
        Row row = new Row();
        List<Allocation> accepted = puts(mutation, Allocation.class);
        for (Entry<Offer> offer : mutation.allBefore(Offer.class)) {
            row.accept(offer, accepted.remove(0), Lease.NONE);
            row.delete(new Key.CoolingKey(offer.space(), offer.value().port()));
        }
        return row.txn();
    }

    private Txn acceptOnLease(Mutation mutation) {
        Row row = new Row();
        Entry<ClientLease> anchor = mutation.before(ClientLease.class);
        List<Allocation> accepted = puts(mutation, Allocation.class);
        for (Entry<Offer> offer : mutation.allBefore(Offer.class)) {
            Allocation allocation = accepted.remove(0);
            row.accept(offer, allocation, carrier(anchor));
            row.linger(offer.space(), allocation, anchor, allocation.created());
        }
        row.compare(mutation.before(Service.class));
        row.compareAnchors(mutation);
        return row.txn();
    }

    private Txn move(Mutation mutation) {
        Row row = new Row();
        List<Entry<Value.Index>> indexes = mutation.allBefore(Value.Index.class);
        List<Allocation> moved = puts(mutation, Allocation.class);
        for (Entry<Allocation> before : mutation.allBefore(Allocation.class)) {
            Allocation after = moved.remove(0);
            Key.PortKey port = new Key.PortKey(before.space(), after.port());
            Key index = new Key.InstanceIndex(before.space(), after.service(), after.name());
            Lease lease = after.lease() == null ? Lease.NONE : carrier(mutation.before(ClientLease.class));
            row.compare(before);
            row.compare(indexes.remove(0));
            row.put(port, after, lease);
            row.put(index, new Value.Index(after.port()), lease);
            if (after.lease() == null) {
                row.delete(new Key.CoolingKey(before.space(), after.port()));
            } else {
                Instant now = mutation.after(Cooling.class).created();
                row.linger(before.space(), after, mutation.before(ClientLease.class), now);
            }
        }
        if (mutation.after(Allocation.class).lease() != null) {
            row.compare(mutation.before(Service.class));
            row.compareAnchors(mutation);
        }
        return row.txn();
    }

    private Txn remove(Mutation mutation) {
        Row row = new Row();
        for (Entry<Holding> before : mutation.allBefore(Holding.class)) {
            row.end(before);
            if (before.value() instanceof Allocation allocation) {
                row.release(before.space(), allocation, mutation);
            }
        }
        return row.txn();
    }

    private Txn busy(Mutation mutation) {
        Row row = new Row();
        mutation.allBefore(Offer.class).forEach(row::end);
        Entry<Service> service = mutation.before(Service.class);
        row.compare(service);
        puts(mutation, Cooling.class).forEach(cooling -> row.cool(service.space(), cooling, mutation));
        return row.txn();
    }

    private Txn next(Mutation mutation) {
        Row row = new Row();
        Entry<Service> service = mutation.before(Service.class);
        row.compare(service);
        List<Cooling> busy = puts(mutation, Cooling.class);
        Map<Name, Offer> after = new HashMap<>();
        puts(mutation, Offer.class).forEach(offer -> after.put(offer.name(), offer));
        Lease lease = mutation.put(Offer.class).lease();
        for (Entry<Offer> before : mutation.allBefore(Offer.class)) {
            Offer next = Objects.requireNonNull(after.get(before.value().name()));
            Key port = new Key.PortKey(service.space(), next.port());
            row.compare(before);
            if (next.port() != before.value().port()) {
                row.compareAbsent(port);
                row.compareCooling(service.space(), next.port(), mutation);
                row.delete(before.key());
                busy.stream()
                        .filter(cooling -> cooling.port() == before.value().port())
                        .forEach(cooling -> row.cool(service.space(), cooling, mutation));
            }
            row.put(port, next, lease);
            row.put(
                    new Key.OfferIndex(service.space(), next.service(), next.name()),
                    new Value.Index(next.port()),
                    lease);
        }
        return row.txn();
    }

    private Txn endCooling(Entry<Cooling> cooling) {
        Row row = new Row();
        row.compare(cooling);
        row.compareAbsent(new Key.PortKey(cooling.space(), cooling.value().port()));
        row.delete(cooling.key());
        return row.txn();
    }

    private Txn createLease(Mutation mutation) {
        Row row = new Row();
        ClientLease created = mutation.after(ClientLease.class);
        Lease lease = ((Key.LeaseAnchor) mutation.put(ClientLease.class).key()).lease();
        row.compareAbsent(new Key.LeaseAnchor(lease));
        row.compareAbsent(new Key.CompanionAnchor(lease));
        row.put(new Key.LeaseAnchor(lease), created, lease);
        row.put(new Key.CompanionAnchor(lease), new Value.Presence(), new Lease(lease.id() + 1));
        return row.txn();
    }

    private Txn endLease(Entry<ClientLease> anchor) {
        ClientLease before = anchor.value();
        Row row = new Row();
        row.compare(anchor);
        row.put(
                anchor.key(),
                new ClientLease(
                        before.ttl(),
                        before.linger(),
                        before.created(),
                        before.labels(),
                        true,
                        before.carrier(),
                        before.former(),
                        before.term(),
                        before.version()),
                anchored(anchor));
        return row.txn();
    }

    private Txn replacePair(Mutation mutation) {
        Row row = new Row();
        Entry<ClientLease> anchor = mutation.before(ClientLease.class);
        ClientLease before = anchor.value();
        ClientLease after = mutation.after(ClientLease.class);
        Lease carrier = Objects.requireNonNull(after.carrier());
        boolean settles = after.former() == null;
        row.compareAnchors(mutation);
        row.put(
                anchor.key(),
                new ClientLease(
                        before.ttl(),
                        before.linger(),
                        before.created(),
                        before.labels(),
                        before.ending(),
                        settles ? before.carrier() : carrier,
                        settles ? null : anchored(anchor),
                        after.term(),
                        before.version()),
                settles ? carrier : anchored(anchor));
        if (!settles) {
            row.put(new Key.CompanionAnchor(lease(anchor)), new Value.Presence(), new Lease(carrier.id() + 1));
        }
        return row.txn();
    }

    private static Lease anchored(Entry<ClientLease> anchor) {
        Lease former = anchor.value().former();
        return former == null ? carrier(anchor) : former;
    }

    private static Lease carrier(Entry<ClientLease> anchor) {
        Lease other = anchor.value().carrier();
        return other == null ? lease(anchor) : other;
    }

    private static Lease lease(Entry<ClientLease> anchor) {
        return ((Key.LeaseAnchor) anchor.key()).lease();
    }

    /** The values of that kind that the mutation puts. The list may be changed. */
    private static <V extends Value> List<V> puts(Mutation mutation, Class<V> kind) {
        List<V> puts = new ArrayList<>();
        for (Write write : mutation.writes()) {
            if (write instanceof Write.Put put && kind.isInstance(put.value())) {
                puts.add(kind.cast(put.value()));
            }
        }
        return puts;
    }

    private Txn create(Space space, Service created, long seen) {
        Key service = new Key.ServiceKey(space, created.name());
        Row row = new Row();
        row.compareAbsent(service);
        row.require(noServiceChangedSince(space, seen));
        row.put(service, created, Lease.NONE);
        return row.txn();
    }

    private Txn change(Entry<Service> old, Service changed, Mutation mutation) {
        Space space = old.space();
        PortSet before = old.value().ports();
        PortSet after = changed.ports();
        boolean gains = after.ranges().stream()
                .flatMapToInt(range -> IntStream.rangeClosed(range.start(), range.end()))
                .anyMatch(port -> !before.contains(port));
        Row row = new Row();
        row.compare(old);
        row.require(!gains || noServiceChangedSince(space, seen(mutation)));
        row.require(usedPorts(space, port -> before.contains(port) && !after.contains(port))
                .isEmpty());
        row.put(old.key(), changed, Lease.NONE);
        return row.txn();
    }

    private Txn delete(Entry<Service> doomed, boolean force) {
        Space space = doomed.space();
        Name name = doomed.value().name();
        Set<Key> ports = usedPorts(space, doomed.value().ports()::contains);
        Row row = new Row();
        row.compare(doomed);
        row.require(force || ports.isEmpty());
        row.delete(doomed.key());
        if (force) {
            ports.forEach(row::delete);
            keysIn(
                            space,
                            key -> key instanceof Key.OfferIndex index
                                    && index.service().equals(name))
                    .forEach(row::delete);
            keysIn(
                            space,
                            key -> key instanceof Key.InstanceIndex index
                                    && index.service().equals(name))
                    .forEach(row::delete);
        }
        return row.txn();
    }

    /** The keys of ports that are held or cool. */
    private Set<Key> usedPorts(Space space, IntPredicate wanted) {
        return keysIn(
                space,
                key -> (key instanceof Key.PortKey port && wanted.test(port.port()))
                        || (key instanceof Key.CoolingKey cooling && wanted.test(cooling.port())));
    }

    /** A row of the design's table, while it is worked out. */
    private final class Row {
        private boolean holds = true;
        private final List<Key> shown = new ArrayList<>();
        private final Map<Key, Value> puts = new HashMap<>();
        private final Map<Key, Lease> leases = new HashMap<>();
        private final Set<Key> deletes = new HashSet<>();

        private void require(boolean condition) {
            holds &= condition;
        }

        private void compare(Entry<?> seen) {
            shown.add(seen.key());
            require(isAt(seen.key(), seen.modRevision()));
        }

        private void compareAbsent(Key key) {
            shown.add(key);
            require(isAbsent(key));
        }

        private void compareAnchors(Mutation mutation) {
            Entry<ClientLease> anchor = mutation.before(ClientLease.class);
            compare(anchor);
            require(!anchor.value().ending());
            Key companion = new Key.CompanionAnchor(lease(anchor));
            shown.add(companion);
            require(!isAbsent(companion));
        }

        /** The port doesn't cool, or its former owner has seen how. */
        private void compareCooling(Space space, int port, Mutation mutation) {
            Optional<Entry<Cooling>> former = former(port, mutation);
            if (former.isPresent()) {
                compare(former.get());
            } else {
                compareAbsent(new Key.CoolingKey(space, port));
            }
        }

        private void put(Key key, Value value, Lease lease) {
            puts.put(key, value);
            leases.put(key, lease);
        }

        private void delete(Key key) {
            deletes.add(key);
        }

        private void claim(Space space, Holding holding, Mutation mutation, Lease lease) {
            Key port = new Key.PortKey(space, holding.port());
            Key offer = new Key.OfferIndex(space, holding.service(), holding.name());
            Key instance = new Key.InstanceIndex(space, holding.service(), holding.name());
            compareAbsent(port);
            compareAbsent(offer);
            compareAbsent(instance);
            compareCooling(space, holding.port(), mutation);
            put(port, holding, lease);
            put(holding.state() == Holding.State.OFFERED ? offer : instance, new Value.Index(holding.port()), lease);
        }

        private void accept(Entry<Offer> before, Allocation allocation, Lease lease) {
            Offer offer = before.value();
            compare(before);
            put(before.key(), allocation, lease);
            put(
                    new Key.InstanceIndex(before.space(), offer.service(), offer.name()),
                    new Value.Index(offer.port()),
                    lease);
            delete(new Key.OfferIndex(before.space(), offer.service(), offer.name()));
        }

        /** What keeps the port when the client's lease ends. */
        private void linger(Space space, Allocation allocation, Entry<ClientLease> anchor, Instant created) {
            Lease lease = lease(anchor);
            put(
                    new Key.CoolingKey(space, allocation.port()),
                    new Cooling(
                            allocation.port(),
                            allocation.service(),
                            allocation.name(),
                            Cooling.Reason.LEASE_ENDED,
                            anchor.value().linger(),
                            created,
                            lease,
                            FormatVersion.V2),
                    new Lease(carrier(anchor).id() + 1));
        }

        private void end(Entry<? extends Holding> before) {
            Holding holding = before.value();
            compare(before);
            delete(before.key());
            delete(
                    holding.state() == Holding.State.OFFERED
                            ? new Key.OfferIndex(before.space(), holding.service(), holding.name())
                            : new Key.InstanceIndex(before.space(), holding.service(), holding.name()));
        }

        private void release(Space space, Allocation allocation, Mutation mutation) {
            Key service = new Key.ServiceKey(space, allocation.service());
            List<Entry<Service>> seen = mutation.allBefore(Service.class);
            if (seen.isEmpty()) {
                compareAbsent(service);
            } else {
                compare(seen.get(0));
            }
            List<Cooling> cooling = puts(mutation, Cooling.class);
            if (!cooling.isEmpty()) {
                cool(space, cooling.get(0), mutation);
            } else if (allocation.lease() != null) {
                delete(new Key.CoolingKey(space, allocation.port()));
            }
        }

        private void cool(Space space, Cooling cooling, Mutation mutation) {
            Key key = new Key.CoolingKey(space, cooling.port());
            Lease lease = mutation.writes().stream()
                    .filter(write -> key.equals(write.key()))
                    .map(write -> ((Write.Put) write).lease())
                    .findFirst()
                    .orElseThrow();
            put(key, cooling, lease);
        }

        private Txn txn() {
            return new Txn(holds, puts, leases, deletes, List.copyOf(shown));
        }
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

    private void write(Map<Key, ? extends Value> puts, Set<Key> deletes) {
        Change change = new Change(revision + 1, new ArrayList<>(), new ArrayList<>());
        apply(puts, Map.of(), deletes, change);
        publish(change);
    }

    private void apply(Map<Key, ? extends Value> puts, Map<Key, Lease> onLeases, Set<Key> deletes, Change change) {
        puts.forEach((key, value) -> {
            Entry<?> former = entries.get(key);
            long created = former == null ? change.revision() : former.createRevision();
            Entry<?> entry = new Entry<>(key, value, created, change.revision());
            entries.put(key, entry);
            // A put without a lease takes the key off its lease.
            leases.put(key, onLeases.getOrDefault(key, Lease.NONE));
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

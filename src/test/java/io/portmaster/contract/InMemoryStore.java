package io.portmaster.contract;

import io.portmaster.commit.BatchLimits;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Store;
import io.portmaster.contract.Records.Change;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Loop;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: a store in plain maps, without a network. An instance is one node's view of the records; {@link #sibling} gives
 * another node's view. All calls are made on the loop, and answer on a later turn of it.
 */
public final class InMemoryStore implements Store {
    /** The time that a barrier takes at least, so that time passes for a caller that asks again and again. */
    private static final Duration ROUND_TRIP = Duration.ofMillis(1);

    /** How long a barrier waits for a paused mirror before it fails. */
    private static final Duration BARRIER_PATIENCE = Duration.ofSeconds(2);

    private final Loop loop;
    private final Registry registry;
    private final Records records;

    /** The changes that a paused mirror has not shown yet. */
    private final Queue<Change> unseen = new ArrayDeque<>();

    /** The barriers that wait, by the revision that they wait for. */
    private final TreeMap<Long, CompletableFuture<Void>> barriers = new TreeMap<>();

    private boolean paused;
    private long lastCurrent;

    /** The leases that calls share, by the time that they must last. */
    private final Map<Duration, SharedLease> leases = new HashMap<>();

    private final Map<Duration, CompletableFuture<Optional<Lease>>> grants = new HashMap<>();

    private record SharedLease(Lease lease, long expires) {}

    /** @param registry to be kept up to date; loaded, and empty, from now on */
    public InMemoryStore(Loop loop, Registry registry) {
        this(loop, registry, new Records());
    }

    private InMemoryStore(Loop loop, Registry registry, Records records) {
        this.loop = loop;
        this.registry = registry;
        this.records = records;
        this.lastCurrent = loop.nanos();
        registry.replace(records.all(), records.revision());
        records.watch(this::changed);
    }

    /** Another node's store on the same records. It has a mirror of its own. */
    public InMemoryStore sibling(Registry mirror) {
        return new InMemoryStore(loop, mirror, records);
    }

    @Override
    public BatchLimits limits() {
        return Records.LIMITS;
    }

    @Override
    public CompletableFuture<List<Outcome>> commit(List<Mutation> batch) {
        CompletableFuture<List<Outcome>> outcomes = new CompletableFuture<>();
        loop.execute(() -> {
            List<Outcome> results = records.commit(batch);
            if (results.contains(new Outcome.NotApplied(Outcome.Reason.LEASE_GONE))) {
                leases.clear();
            }
            outcomes.complete(results);
        });
        return outcomes;
    }

    @Override
    public CompletableFuture<Boolean> barrier() {
        CompletableFuture<Boolean> caughtUp = new CompletableFuture<>();
        loop.after(ROUND_TRIP, () -> {
            if (!paused) {
                caughtUp.complete(true);
                return;
            }
            barriers.computeIfAbsent(records.revision(), revision -> new CompletableFuture<>())
                    .thenRun(() -> caughtUp.complete(true));
            loop.after(BARRIER_PATIENCE, () -> caughtUp.complete(false));
        });
        return caughtUp;
    }

    @Override
    public CompletableFuture<Optional<Lease>> lease(Duration atLeast, int records) {
        SharedLease current = leases.get(atLeast);
        if (current != null && current.expires() - loop.nanos() >= atLeast.toNanos()) {
            return CompletableFuture.completedFuture(Optional.of(current.lease()));
        }
        return grants.computeIfAbsent(atLeast, asked -> {
            CompletableFuture<Optional<Lease>> granted = new CompletableFuture<>();
            loop.execute(() -> {
                grants.remove(asked);
                granted.complete(Optional.of(grantLease(asked)));
            });
            return granted;
        });
    }

    private Lease grantLease(Duration atLeast) {
        Duration slice = Duration.ofSeconds(Math.min(5, (atLeast.toSeconds() + 9) / 10));
        Duration life = atLeast.plus(slice);
        Lease lease = records.grant();
        leases.put(atLeast, new SharedLease(lease, loop.nanos() + life.toNanos()));
        loop.after(life, () -> records.expire(lease));
        return lease;
    }

    /** Grants the lease with that number, which ends only when somebody ends it. */
    public void grant(Lease lease) {
        records.grant(lease);
    }

    /** Ends a lease before its time, as an operator can. A node notices when a claim on the lease fails. */
    public void revoke(Lease lease) {
        records.expire(lease);
    }

    @Override
    public @Nullable Duration staleness() {
        return paused ? Duration.ofNanos(loop.nanos() - lastCurrent) : Duration.ZERO;
    }

    /** Pauses the mirror. It stays as it is, and barriers wait. */
    public void pauseMirror() {
        if (!paused) {
            paused = true;
            lastCurrent = loop.nanos();
        }
    }

    /** Shows the mirror all changes that it missed, and ends the pause. */
    public void resumeMirror() {
        paused = false;
        while (!unseen.isEmpty()) {
            show(unseen.remove());
        }
        passBarriers();
    }

    /** Shows a paused mirror the next change that it missed, if there is one. */
    public void stepMirror() {
        if (!unseen.isEmpty()) {
            show(unseen.remove());
            passBarriers();
        }
    }

    /** Writes a record directly, without any rule. */
    public void put(Key key, Value value) {
        records.force(key, value);
    }

    /** Deletes a record directly, without any rule. */
    public void delete(Key key) {
        records.force(key, null);
    }

    /** All entries, in any order. */
    public List<Entry<?>> dump() {
        return records.all();
    }

    /** The key's lease. */
    public Lease lease(Key key) {
        return records.lease(key);
    }

    /** The revision of the newest change. */
    public long revision() {
        return records.revision();
    }

    private void changed(Change change) {
        if (paused) {
            unseen.add(change);
        } else {
            show(change);
        }
    }

    private void show(Change change) {
        change.puts().forEach(registry::put);
        change.deletes().forEach(registry::delete);
        registry.advance(change.revision());
    }

    private void passBarriers() {
        while (!barriers.isEmpty() && barriers.firstKey() <= registry.revision()) {
            CompletableFuture<Void> passed = barriers.pollFirstEntry().getValue();
            loop.execute(() -> passed.complete(null));
        }
    }

    @Override
    public String toString() {
        return records.toString();
    }
}

package io.portmaster.etcd;

import io.etcd.jetcd.api.TxnResponse;
import io.portmaster.commit.BatchLimits;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.Store;
import io.portmaster.commit.StoreListener;
import io.portmaster.commit.Write;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Uuids;
import io.portmaster.etcd.LeaseCalls.GrantedLease;
import io.portmaster.loop.Loop;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on etcd: the records of all spaces under a prefix, the registry that mirrors them, and the transactions that change
 * them.
 */
public final class EtcdStore implements Store, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EtcdStore.class);

    /** A fence key only has to outlive every request that carries its id. */
    private static final Duration FENCE_TTL = Duration.ofHours(24);

    /**
     * The node passes a barrier this often even when nobody asks. So it knows how current its registry is, whether it reaches
     * etcd, and soon that a member has fallen silent.
     */
    private static final Duration HEARTBEAT_EVERY = Duration.ofMillis(500);

    /** How often the node asks etcd for alarms, which etcd doesn't report by itself. */
    private static final Duration ALARMS_EVERY = Duration.ofSeconds(2);

    private final Etcd etcd;
    private final Keys keys;
    private final Loop loop;
    private final Transactions transactions;
    private final ChildSizes sizes;
    private final Fence fence;
    private final LeasePool leases;
    private final Duration offerTtl;
    private final Mirror mirror;
    private final Barrier barrier;
    private boolean started;
    private boolean closed;
    private @Nullable String refusedRead;
    private @Nullable String refusedChange;
    private @Nullable String alarm;

    /**
     * @param registry the registry to keep up to date; nobody else writes to it
     * @param prefix the prefix of all keys, which ends in a slash
     * @param offerTtl seconds that an offer lasts at least
     * @param sizes how many mutations share a child transaction
     */
    public EtcdStore(
            Etcd etcd,
            Registry registry,
            Loop loop,
            RandomGenerator random,
            String prefix,
            int offerTtl,
            ChildSizes sizes,
            StoreListener listener) {
        this.keys = new Keys(prefix);
        this.etcd = etcd;
        this.loop = loop;
        this.transactions = new Transactions(keys, new Codec());
        this.sizes = sizes;
        this.fence = new Fence(
                this::grantFenceLease,
                this::putFence,
                () -> Uuids.random(random).toString(),
                loop,
                listener);
        this.leases = new LeasePool(this::grant, loop, offerTtl);
        this.offerTtl = Duration.ofSeconds(offerTtl);
        this.mirror = new Mirror(etcd, keys, transactions, registry, loop, listener);
        this.barrier = new Barrier(this::linearizableRevision, mirror, registry, loop, listener);
        etcd.onMoved(mirror::startOver);
    }

    /**
     * Waits for etcd, however long that takes, and reads the records.
     *
     * @return completes when the registry is filled, and the first offer finds a lease. Fails with an {@link
     *     IllegalStateException} if only a person can mend what is wrong; its message says what
     */
    public CompletableFuture<Void> start() {
        return etcd.connected()
                .thenCompose(installation -> {
                    started = true;
                    CompletableFuture<Void> loaded = mirror.start();
                    beat();
                    askForAlarms();
                    return loaded;
                })
                .thenCompose(ready -> leases.take(offerTtl, 1))
                .thenCompose(lease -> barrier.pass())
                .thenAccept(passed -> {});
    }

    private void askForAlarms() {
        if (!closed) {
            etcd.alarm().thenAccept(this::heardOfAlarm);
            loop.after(ALARMS_EVERY, this::askForAlarms);
        }
    }

    private void beat() {
        if (!closed) {
            barrier.pass();
            loop.after(HEARTBEAT_EVERY, this::beat);
        }
    }

    /**
     * Notes an alarm. Without one, and if reads go through, an earlier refusal of changes may be over: the next change shows
     * that.
     */
    private void heardOfAlarm(@Nullable String raised) {
        alarm = raised;
        if (raised == null && refusedRead == null) {
            refusedChange = null;
        }
    }

    private CompletableFuture<Long> linearizableRevision() {
        return etcd.revision()
                .whenComplete((revision, error) -> refusedRead = error == null ? null : EtcdErrors.refusal(error));
    }

    private CompletableFuture<GrantedLease> grant(long ttl) {
        return etcd.leases().grant(ttl).whenComplete((lease, error) -> heardOfChange(error));
    }

    /** Notes the result of a call that etcd only carries out if it carries out changes at all. */
    private void heardOfChange(@Nullable Throwable error) {
        if (error == null || EtcdErrors.refusal(error) != null) {
            refusedChange = error == null ? null : EtcdErrors.refusal(error);
        }
    }

    private CompletableFuture<Lease> grantFenceLease() {
        return grant(FENCE_TTL.toSeconds()).thenApply(GrantedLease::lease);
    }

    private CompletableFuture<Long> putFence(String id, Lease lease) {
        long knownBefore = mirror.newestKnown();
        return etcd.put(keys.fence(id), lease).thenApply(revision -> {
            mirror.heard(revision, knownBefore);
            return revision;
        });
    }

    @Override
    public BatchLimits limits() {
        return Transactions.LIMITS;
    }

    @Override
    public CompletableFuture<List<Outcome>> commit(List<Mutation> batch) {
        String fenceId = fence.id();
        long knownBefore = mirror.newestKnown();
        BatchTransaction transaction = new BatchTransaction(transactions, sizes, batch);
        CompletableFuture<List<Outcome>> outcomes = new CompletableFuture<>();
        etcd.commit(keys.fence(fenceId), transaction.request())
                .whenComplete((response, error) -> outcomes.complete(
                        error == null
                                ? read(transaction, batch, fenceId, response, knownBefore)
                                : Collections.nCopies(batch.size(), failed(batch, fenceId, error))));
        return outcomes;
    }

    /** The outcomes by a response. A response that can't be read leaves them unknown: the transaction may have committed. */
    private List<Outcome> read(
            BatchTransaction transaction,
            List<Mutation> batch,
            String fenceId,
            TxnResponse response,
            long knownBefore) {
        try {
            return answered(transaction, response, knownBefore);
        } catch (RuntimeException fault) {
            log.error("etcd's response to a transaction of {} mutations can't be read", batch.size(), fault);
            return Collections.nCopies(batch.size(), failed(batch, fenceId, fault));
        }
    }

    private List<Outcome> answered(BatchTransaction transaction, TxnResponse response, long knownBefore) {
        heardOfChange(null);
        mirror.heard(response.getHeader().getRevision(), knownBefore);
        return transaction.outcomes(response);
    }

    private Outcome failed(List<Mutation> batch, String fenceId, Throwable error) {
        Reason definite = EtcdErrors.definite(error);
        if (definite == null) {
            log.atWarn()
                    .addKeyValue("fence", fenceId)
                    .log(
                            "a transaction of {} mutations failed, and may have committed: {}",
                            batch.size(),
                            EtcdErrors.brief(error));
            Fence.Raising raising = fence.raise(fenceId);
            CompletableFuture<Void> settled = raising.stands().thenCompose(barrier::reached);
            return new Outcome.Unknown(
                    settled, CompletableFuture.anyOf(settled, raising.isStuck()).thenRun(() -> {}));
        }
        log.warn(
                "a transaction of {} mutations changed nothing, for the reason {}: {}",
                batch.size(),
                definite,
                EtcdErrors.brief(error));
        if (definite == Reason.LEASE_GONE) {
            batch.forEach(this::dropLeases);
        }
        heardOfChange(error);
        return new Outcome.NotApplied(definite, EtcdErrors.refusal(error));
    }

    private void dropLeases(Mutation mutation) {
        for (Write write : mutation.writes()) {
            if (write instanceof Write.Put put) {
                leases.drop(put.lease());
            }
        }
    }

    @Override
    public CompletableFuture<Boolean> barrier() {
        return started ? barrier.pass() : CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletableFuture<Optional<Lease>> lease(Duration atLeast, int records) {
        return leases.take(atLeast, records);
    }

    @Override
    public @Nullable Duration staleness() {
        return barrier.staleness();
    }

    @Override
    public @Nullable String refusalOfReads() {
        return started ? refusedRead : etcd.describe();
    }

    @Override
    public @Nullable String refusalOfChanges() {
        return alarm != null ? alarm : refusedChange;
    }

    @Override
    public @Nullable String trouble() {
        if (!etcd.isConnected()) {
            return etcd.describe();
        }
        return refusedRead != null ? refusedRead : refusalOfChanges();
    }

    @Override
    public @Nullable UUID installation() {
        Installation served = etcd.served();
        return served == null ? null : served.uuid();
    }

    @Override
    public List<String> strangers() {
        return etcd.strangers();
    }

    /** Stops the mirror. The {@link Etcd} that the store was given stays open. */
    @Override
    public void close() {
        closed = true;
        mirror.close();
    }
}

package io.portmaster.etcd;

import io.etcd.jetcd.api.TxnResponse;
import io.portmaster.commit.Loop;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutation.Claim;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.Store;
import io.portmaster.commit.StoreListener;
import io.portmaster.domain.Uuids;
import io.portmaster.etcd.Etcd.GrantedLease;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store on etcd: one space's records, the registry that mirrors them, and the transactions that change them. */
public final class EtcdStore implements Store, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EtcdStore.class);

    /** The fence key need only outlive every request under its id. */
    private static final Duration FENCE_TTL = Duration.ofHours(24);

    /**
     * Even when nobody asks, the node knows how current its registry is, whether it reaches etcd, and soon that a member has
     * fallen silent.
     */
    private static final Duration HEARTBEAT_EVERY = Duration.ofMillis(500);

    private final Etcd etcd;
    private final Keys keys;
    private final Loop loop;
    private final Transactions transactions;
    private final Fence fence;
    private final OfferLeases leases;
    private final Mirror mirror;
    private final Barrier barrier;
    private boolean closed;

    /**
     * @param registry to keep up to date; nobody else writes to it
     * @param prefix of all keys, ends in a slash
     * @param space whose records these are
     * @param offerTtl seconds that an offer stands at least
     */
    public EtcdStore(
            Etcd etcd,
            Registry registry,
            Loop loop,
            RandomGenerator random,
            String prefix,
            String space,
            int offerTtl,
            StoreListener listener) {
        this.keys = new Keys(prefix, space);
        this.etcd = etcd;
        this.loop = loop;
        this.transactions = new Transactions(keys, new Codec());
        this.fence = new Fence(
                this::grantFenceLease,
                this::putFence,
                () -> Uuids.random(random).toString(),
                loop,
                listener);
        this.leases = new OfferLeases(etcd::grant, loop, offerTtl);
        this.mirror = new Mirror(etcd, keys, transactions, registry, loop, listener);
        this.barrier = new Barrier(() -> etcd.revision(keys.fence(fence.id())), mirror, registry, loop, listener);
    }

    /** Completes when the registry is filled, and a lease was asked for so that the first offer finds one. */
    public CompletableFuture<Void> start() {
        CompletableFuture<Void> loaded = mirror.start();
        beat();
        return loaded.thenCompose(ready -> leases.take()).thenAccept(lease -> {});
    }

    private void beat() {
        if (!closed) {
            barrier.caughtUp();
            loop.after(HEARTBEAT_EVERY, this::beat);
        }
    }

    private CompletableFuture<Long> grantFenceLease() {
        return etcd.grant(FENCE_TTL.toSeconds()).thenApply(GrantedLease::id);
    }

    private CompletableFuture<Long> putFence(String id, long lease) {
        long knownBefore = mirror.newestKnown();
        return etcd.put(keys.fence(id), lease).thenApply(revision -> {
            mirror.heard(revision, knownBefore);
            return revision;
        });
    }

    @Override
    public CompletableFuture<List<Outcome>> commit(List<Mutation> batch) {
        String fenceId = fence.id();
        long knownBefore = mirror.newestKnown();
        CompletableFuture<List<Outcome>> outcomes = new CompletableFuture<>();
        etcd.commit(transactions.request(fenceId, batch))
                .whenComplete((response, error) -> outcomes.complete(
                        error == null
                                ? answered(batch, response, knownBefore)
                                : Collections.nCopies(batch.size(), failed(batch, fenceId, error))));
        return outcomes;
    }

    private List<Outcome> answered(List<Mutation> batch, TxnResponse response, long knownBefore) {
        mirror.heard(response.getHeader().getRevision(), knownBefore);
        return transactions.outcomes(batch, response);
    }

    private Outcome failed(List<Mutation> batch, String fenceId, Throwable error) {
        Reason definite = EtcdErrors.definite(error);
        if (definite == null) {
            log.warn("transaction of {} mutations: {}", batch.size(), EtcdErrors.brief(error));
            return new Outcome.Unknown(fence.raise(fenceId).thenCompose(barrier::reached));
        }
        log.warn(
                "transaction of {} mutations changed nothing ({}): {}",
                batch.size(),
                definite,
                EtcdErrors.brief(error));
        if (definite == Reason.LEASE_GONE) {
            batch.forEach(mutation -> {
                if (mutation instanceof Claim claim) {
                    leases.drop(claim.lease());
                }
            });
        }
        return new Outcome.NotApplied(definite);
    }

    @Override
    public CompletableFuture<Boolean> caughtUp() {
        return barrier.caughtUp();
    }

    @Override
    public CompletableFuture<OptionalLong> offerLease() {
        return leases.take();
    }

    @Override
    public @Nullable Duration staleness() {
        return barrier.staleness();
    }

    /** Ends the mirror. The {@link Etcd} it was given stays open. */
    @Override
    public void close() {
        closed = true;
        mirror.close();
    }
}

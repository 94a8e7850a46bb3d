package io.portmaster.etcd;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.StoreListener;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles unknown outcomes. Every transaction carries an id, and compares that the fence key of this id is absent. Once the key
 * stands, no transaction with the id can commit any more, however late it arrives. Then the records show everything that came
 * of them.
 */
final class Fence {
    private static final Logger log = LoggerFactory.getLogger(Fence.class);
    private static final Duration RETRY_AFTER = Etcd.PAUSE_AFTER_FAILURE;

    private final Supplier<CompletableFuture<Lease>> grant;
    private final Put put;
    private final Supplier<String> ids;
    private final Loop loop;
    private final StoreListener listener;
    private final Map<String, Raising> rising = new HashMap<>();
    private String id;

    /** Writes the fence key of an id on a lease. Completes with the revision of the write. */
    @FunctionalInterface
    interface Put {
        CompletableFuture<Long> put(String id, Lease lease);
    }

    /**
     * Both calls are repeated when they fail.
     *
     * @param grant grants a lease for fence keys
     * @param ids gives ids, never the same one twice on any node
     */
    Fence(Supplier<CompletableFuture<Lease>> grant, Put put, Supplier<String> ids, Loop loop, StoreListener listener) {
        this.grant = grant;
        this.put = put;
        this.ids = ids;
        this.loop = loop;
        this.listener = listener;
        this.id = ids.get();
    }

    /** The id for transactions that are sent now. */
    String id() {
        return id;
    }

    /**
     * Writes the fence key of the id, and tries until it stands. The key is on a lease. If etcd twice in a row has no space for
     * a lease, the key is written without one.
     */
    Raising raise(String fenced) {
        Raising raising = rising.get(fenced);
        if (raising == null) {
            raising = new Raising(new CompletableFuture<>(), new CompletableFuture<>());
            rising.put(fenced, raising);
            log.atWarn()
                    .addKeyValue("fence", fenced)
                    .log("the outcome of a transaction is unknown: this node writes fence {} to settle it", fenced);
            listener.fenceRaised();
            grantLease(fenced, raising, false);
        }
        return raising;
    }

    /** @param refused whether etcd has had no space for a lease of this fence once already */
    private void grantLease(String fenced, Raising raising, boolean refused) {
        grant.get().whenComplete((lease, error) -> {
            boolean outOfSpace = error != null && EtcdErrors.isOutOfSpace(error);
            if (error == null) {
                put(fenced, lease, raising);
            } else if (outOfSpace && refused) {
                // A fence without a lease stays for good, which is better than no fence.
                put(fenced, Lease.NONE, raising);
            } else {
                loop.after(RETRY_AFTER, () -> grantLease(fenced, raising, refused || outOfSpace));
            }
        });
    }

    private void put(String fenced, Lease lease, Raising raising) {
        put.put(fenced, lease).whenComplete((revision, error) -> {
            if (error == null) {
                onRaised(fenced, revision, raising);
                return;
            }
            if (EtcdErrors.isOutOfSpace(error)) {
                raising.isStuck().complete(null);
            }
            boolean needsLease = lease.isNone() || EtcdErrors.definite(error) == Reason.LEASE_GONE;
            loop.after(
                    RETRY_AFTER,
                    needsLease ? () -> grantLease(fenced, raising, lease.isNone()) : () -> put(fenced, lease, raising));
        });
    }

    private void onRaised(String fenced, long revision, Raising raising) {
        if (fenced.equals(id)) {
            id = ids.get();
        }
        rising.remove(fenced);
        log.atInfo()
                .addKeyValue("fence", fenced)
                .addKeyValue("revision", revision)
                .log(
                        "fence {} is written at revision {}: no earlier transaction of this node can commit any more",
                        fenced,
                        revision);
        raising.stands().complete(revision);
    }

    /**
     * A fence that is being written.
     *
     * @param stands completes with the fence's revision: no transaction with its id commits afterwards
     * @param isStuck completes if etcd has no space for the fence. The fence is still tried until it stands
     */
    record Raising(CompletableFuture<Long> stands, CompletableFuture<Void> isStuck) {}
}

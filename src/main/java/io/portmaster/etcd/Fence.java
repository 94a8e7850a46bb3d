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
 * The end of uncertainty. Every transaction carries an id and compares that the id's fence key is absent; once that key
 * stands, no transaction with the id can commit any more, however late it arrives, and what the records show is all that ever
 * came of it.
 */
final class Fence {
    private static final Logger log = LoggerFactory.getLogger(Fence.class);
    private static final Duration RETRY_AFTER = Duration.ofMillis(100);

    private final Supplier<CompletableFuture<Lease>> grant;
    private final Put put;
    private final Supplier<String> ids;
    private final Loop loop;
    private final StoreListener listener;
    private final Map<String, CompletableFuture<Long>> rising = new HashMap<>();
    private String id;

    /** Writes an id's fence key on a lease, and tells the revision of that. */
    @FunctionalInterface
    interface Put {
        CompletableFuture<Long> put(String id, Lease lease);
    }

    /**
     * Both calls are tried again when they fail.
     *
     * @param grant makes a lease for fence keys
     * @param ids never the same twice, on no node
     */
    Fence(Supplier<CompletableFuture<Lease>> grant, Put put, Supplier<String> ids, Loop loop, StoreListener listener) {
        this.grant = grant;
        this.put = put;
        this.ids = ids;
        this.loop = loop;
        this.listener = listener;
        this.id = ids.get();
    }

    /** The id for transactions sent now. */
    String id() {
        return id;
    }

    /**
     * Puts up the fence against all that was sent under the id, however often it takes.
     *
     * @return completes with a revision at or before which all of it committed that ever will
     */
    CompletableFuture<Long> raise(String fenced) {
        CompletableFuture<Long> raised = rising.get(fenced);
        if (raised == null) {
            raised = new CompletableFuture<>();
            rising.put(fenced, raised);
            log.atWarn()
                    .addKeyValue("fence", fenced)
                    .log("the outcome of a transaction is unknown: raising fence {}", fenced);
            listener.fenceRaised();
            grantLease(fenced, raised);
        }
        return raised;
    }

    private void grantLease(String fenced, CompletableFuture<Long> raised) {
        grant.get().whenComplete((lease, error) -> {
            if (error == null) {
                put(fenced, lease, raised);
            } else {
                loop.after(RETRY_AFTER, () -> grantLease(fenced, raised));
            }
        });
    }

    private void put(String fenced, Lease lease, CompletableFuture<Long> raised) {
        put.put(fenced, lease).whenComplete((revision, error) -> {
            if (error == null) {
                onRaised(fenced, revision, raised);
            } else if (EtcdErrors.definite(error) == Reason.LEASE_GONE) {
                loop.after(RETRY_AFTER, () -> grantLease(fenced, raised));
            } else {
                loop.after(RETRY_AFTER, () -> put(fenced, lease, raised));
            }
        });
    }

    private void onRaised(String fenced, long revision, CompletableFuture<Long> raised) {
        if (fenced.equals(id)) {
            id = ids.get();
        }
        rising.remove(fenced);
        log.atInfo()
                .addKeyValue("fence", fenced)
                .addKeyValue("revision", revision)
                .log("fence {} stands at revision {}", fenced, revision);
        raised.complete(revision);
    }
}

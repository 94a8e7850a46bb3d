package io.portmaster.allocation;

import io.portmaster.allocation.LeaseListener.Renewal;
import io.portmaster.commit.LeaseStore;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Futures;
import io.portmaster.loop.RequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All changes of clients' leases that a node can be asked for; {@link Queries} has the reads. Threads, deadlines and refusals are
 * those of {@link Allocator}.
 */
public final class ClientLeases {
    private final Executions executions;
    private final LeaseStore store;
    private final RandomGenerator random;
    private final LeaseListener listener;

    /** @param random must be unpredictable: who knows a lease's number can renew and end it */
    public ClientLeases(Executions executions, LeaseStore store, RandomGenerator random, LeaseListener listener) {
        this.executions = executions;
        this.store = store;
        this.random = random;
        this.listener = listener;
        executions.registry().addLeaseEndListener(anchor -> {
            if (!anchor.value().ending()) {
                listener.expired();
            }
        });
    }

    /** Makes a lease, which ends by itself unless it is renewed. */
    public CompletableFuture<LeaseStatus> create(RequestContext caller, LeaseRequest request) {
        return executions
                .change(caller, new CreateLeaseOperation(caller, request, executions, store, random))
                .whenComplete((created, failure) -> {
                    if (failure == null) {
                        listener.created();
                    }
                });
    }

    /** Gives the lease its whole time again. */
    public CompletableFuture<LeaseStatus> renew(RequestContext caller, Lease lease) {
        return executions
                .run(caller, new RenewLeaseOperation(caller, lease, executions, store, random))
                .whenComplete((renewed, failure) -> listener.renewed(outcome(failure)));
    }

    private static Renewal outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return Renewal.RENEWED;
        }
        Refusal refusal = Futures.unwrapped(failure) instanceof RefusedException refused ? refused.refusal() : null;
        if (refusal instanceof Refusal.LeaseNotFound) {
            return Renewal.NOT_FOUND;
        }
        return refusal instanceof Refusal.OutcomeUnknown ? Renewal.UNKNOWN : Renewal.NOT_APPLIED;
    }

    /**
     * Ends the lease, and releases all that is on it, each as its service asks. If the time is up before, anybody may ask any node
     * to go on.
     */
    public CompletableFuture<Void> end(RequestContext caller, Lease lease) {
        return executions
                .change(caller, new EndLeaseOperation(caller, lease, executions, store))
                .whenComplete((ended, failure) -> {
                    if (failure == null) {
                        listener.deleted();
                    }
                });
    }
}

package io.portmaster.allocation;

import io.portmaster.commit.LeaseStore;
import io.portmaster.domain.Lease;
import io.portmaster.loop.RequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * All changes of clients' leases that a node can be asked for; {@link Queries} has the reads. Threads, deadlines and refusals are
 * those of {@link Allocator}.
 */
public final class ClientLeases {
    /** @param random must be unpredictable: who knows a lease's number can renew and end it */
    public ClientLeases(Executions executions, LeaseStore store, RandomGenerator random, LeaseListener listener) {}

    /** Makes a lease, which ends by itself unless it is renewed. */
    public CompletableFuture<LeaseStatus> create(RequestContext caller, LeaseRequest request) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    /** Gives the lease its whole time again. */
    public CompletableFuture<LeaseStatus> renew(RequestContext caller, Lease lease) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    /** Ends the lease, and releases all that is on it, each as its service asks. */
    public CompletableFuture<Void> end(RequestContext caller, Lease lease) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }
}

package io.portmaster.commit;

import io.portmaster.domain.Lease;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The leases of clients: the store's own leases, whose numbers the node chooses. Each is one of a pair: the lease, on which
 * allocations stand, and its companion, which outlives the lease by the linger. All methods are called on the loop. Every future
 * completes on the loop, and never exceptionally. Nothing is sent for a caller whose time is up, or who has gone.
 *
 * <p>The store knows no owners: it ends, or keeps alive, any lease of that number. So a caller first looks for the lease's anchors
 * in the registry, behind a barrier.
 */
public interface LeaseStore {
    /**
     * The term of the store's leader, as far as this node has heard: it rises with each election. 0 if it has heard of none. After
     * a linearizable read it is the leader's at that time, or a later one.
     *
     * <p>A former leader that was stopped for a while may end leases by the times that it remembers, also when they were renewed
     * since, as etcd does (its issues 12528 and 15247). It knows no lease that was granted in a later term than its own.
     */
    long term();

    /**
     * Grants a lease with a chosen number.
     *
     * @param ttl whole seconds. The store may grant a longer time
     */
    CompletableFuture<GrantOutcome> grant(Lease lease, Duration ttl, RequestContext caller);

    /** Ends a lease. The store deletes all keys on it. */
    CompletableFuture<RevokeOutcome> revoke(Lease lease, RequestContext caller);

    /**
     * Gives a pair of leases its whole time again: first the companion, and the lease when that is acknowledged. So the companion
     * outlives the lease by the linger. If the companion's keep-alive was sent more than a second before the lease's could be,
     * both are sent again.
     *
     * @param stand whether the anchors of both leases stand, as far as the registry knows. Asked before each keep-alive of the
     *     companion: a companion that is kept alive after its lease's end would keep ports for too long
     */
    CompletableFuture<RenewalOutcome> renew(Lease lease, Lease companion, BooleanSupplier stand, RequestContext caller);

    /** Asks for the time that a lease has left. */
    CompletableFuture<TimeToLiveOutcome> timeToLive(Lease lease, RequestContext caller);
}

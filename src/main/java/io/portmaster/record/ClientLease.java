package io.portmaster.record;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client's sign of life. The allocations on it end when the client doesn't renew it, and then their ports cool for its linger.
 *
 * <p>A pair of the store's leases carries it: its keys are on them. At first the pair has its own number. Another pair replaces it
 * after the store's leader has changed: see {@link io.portmaster.commit.LeaseStore#term}. While the allocations are moved, the anchor
 * stays on the former lease. So if that ends too early, the client's lease has ended.
 *
 * @param ttl seconds within which the client has to renew it, as the store granted them
 * @param linger seconds that the ports cool after its end at least
 * @param created by the clock of the node that created it
 * @param ending whether somebody is ending it. It takes no allocations then, and nobody renews it
 * @param carrier the first lease of the pair that carries it; null if that has its own number
 * @param former the lease that the anchor is on, while allocations are moved from it to the carrier; null when none are
 * @param term a term of the store's leader in which the pair had not been granted yet, or was granted; 0 if none is known
 */
public record ClientLease(
        int ttl,
        int linger,
        Instant created,
        Labels labels,
        boolean ending,
        @Nullable Lease carrier,
        @Nullable Lease former,
        long term,
        FormatVersion version)
        implements Value {
    /** Makes a record of the version that this program writes, of a lease that carries itself. */
    public ClientLease(int ttl, int linger, Instant created, Labels labels, boolean ending, long term) {
        this(ttl, linger, created, labels, ending, null, null, term, FormatVersion.V2);
    }

    /**
     * The store's lease that carries it.
     *
     * @param own the lease's own number
     */
    public Lease carrier(Lease own) {
        return carrier == null ? own : carrier;
    }

    /**
     * The store's lease that its own anchor is on: the carrier, or the former one while allocations are moved.
     *
     * @param own the lease's own number
     */
    public Lease anchored(Lease own) {
        return former == null ? carrier(own) : former;
    }

    /** The same lease, as one that is being ended. */
    public ClientLease asEnding() {
        return new ClientLease(ttl, linger, created, labels, true, carrier, former, term, version);
    }

    /**
     * The same lease, while it moves to another pair of the store's leases.
     *
     * @param anchored the lease that the anchor is on
     */
    public ClientLease moving(Lease anchored, Lease to, long granted) {
        return new ClientLease(ttl, linger, created, labels, ending, to, anchored, granted, version);
    }

    /** The same lease, when nothing is left on the former pair. */
    public ClientLease moved() {
        return new ClientLease(ttl, linger, created, labels, ending, carrier, null, term, version);
    }
}

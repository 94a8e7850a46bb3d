package io.portmaster.record;

import io.portmaster.domain.Lease;

/** Both anchors of a client's lease that lives, as a plan has seen them. */
public record LeaseAnchors(Entry<ClientLease> anchor, Entry<Value.Presence> companion) {
    public Lease lease() {
        return leaseOf(anchor);
    }

    private static Lease leaseOf(Entry<ClientLease> anchor) {
        return ((Key.LeaseAnchor) anchor.key()).lease();
    }

    /** The store's lease that carries the client's one. Allocations are on it, and their cooling keys on its companion. */
    public Lease carrier() {
        return carrier(anchor);
    }

    /** The store's lease that carries the client's lease of that anchor. */
    public static Lease carrier(Entry<ClientLease> anchor) {
        return anchor.value().carrier(leaseOf(anchor));
    }

    /** Whether allocations are moved to the carrier, from a former one. */
    public boolean areMoving() {
        return anchor.value().former() != null;
    }

    /** Whether the allocation was written before the present carrier was. It is on a former one then. */
    public boolean areAheadOf(Entry<Allocation> allocation) {
        return areMoving() && allocation.modRevision() < anchor.modRevision();
    }

    /** The store's lease that the anchor itself is on: the carrier, or the former one while allocations are moved. */
    public static Lease anchored(Entry<ClientLease> anchor) {
        return anchor.value().anchored(leaseOf(anchor));
    }

    /** Seconds that the ports of the lease cool after its end. */
    public int linger() {
        return anchor.value().linger();
    }
}

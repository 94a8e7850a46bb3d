package io.portmaster.record;

import io.portmaster.domain.Lease;

/** Both anchors of a client's lease that lives, as a plan has seen them. */
public record LeaseAnchors(Entry<ClientLease> anchor, Entry<Value.Presence> companion) {
    public Lease lease() {
        return ((Key.LeaseAnchor) anchor.key()).lease();
    }

    /** The store's lease that carries the client's one. Allocations are on it, and their cooling keys on its companion. */
    public Lease carrier() {
        return carrier(anchor);
    }

    /** The store's lease that carries the client's lease of that anchor. */
    public static Lease carrier(Entry<ClientLease> anchor) {
        Lease other = anchor.value().carrier();
        return other == null ? ((Key.LeaseAnchor) anchor.key()).lease() : other;
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
        Lease former = anchor.value().former();
        return former == null ? carrier(anchor) : former;
    }

    /** Seconds that the ports of the lease cool after its end. */
    public int linger() {
        return anchor.value().linger();
    }
}

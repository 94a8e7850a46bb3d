package io.portmaster.record;

import io.portmaster.domain.Lease;

/** Both anchors of a client's lease that lives, as a plan has seen them. */
public record LeaseAnchors(Entry<ClientLease> anchor, Entry<Value.Presence> companion) {
    public Lease lease() {
        return ((Key.LeaseAnchor) anchor.key()).lease();
    }

    /** Seconds that the ports of the lease cool after its end. */
    public int linger() {
        return anchor.value().linger();
    }
}

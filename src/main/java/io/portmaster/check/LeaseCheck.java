package io.portmaster.check;

import io.portmaster.domain.Lease;
import io.portmaster.record.Allocation;
import io.portmaster.record.Key;
import io.portmaster.record.StoredKey.Content;

/** Checks on which lease each service and holding is. A lease ends what is on it, so a wrong one breaks a promise later. */
final class LeaseCheck {
    private final SpaceKeys keys;
    private final Anchors anchors;
    private final Findings findings;

    LeaseCheck(SpaceKeys keys, Anchors anchors, Findings findings) {
        this.keys = keys;
        this.anchors = anchors;
        this.findings = findings;
    }

    /** A service has no lease. */
    void checkService(Content service) {
        if (!service.lease().isNone()) {
            findings.report("a service on " + service.lease() + ", which would end it", service);
        }
    }

    /** An offer has a lease, which is no client's. */
    void checkOffer(Content port) {
        if (port.lease().isNone()) {
            findings.report("an offer on no lease, which would never end", port);
        } else if (anchors.have(port.lease())) {
            findings.report("an offer on " + port.lease() + ", which is a client's", port);
        }
    }

    /** An allocation is on the client's lease that its record names, or on none. */
    void checkAllocation(Content port, Allocation allocation) {
        Lease named = allocation.lease() == null ? Lease.NONE : allocation.lease();
        if (named.isNone() && !port.lease().isNone()) {
            findings.report("an allocation on " + port.lease() + ", which would end it", port);
        } else if (!named.isNone()) {
            checkClientsLease(port, allocation, named);
        }
    }

    /**
     * The client's lease stands. While its companion stands, too, the allocation has a cooling key. {@link CoolingCheck} judges
     * that key.
     */
    private void checkClientsLease(Content port, Allocation allocation, Lease lease) {
        boolean cools = keys.find(new Key.CoolingKey(port.key().space(), allocation.port())) != null;
        if (!anchors.haveLease(lease) && anchors.leftBehind(port, lease)) {
            return;
        } else if (!anchors.haveLease(lease)) {
            findings.report("an allocation on " + lease + ", which has no anchor", port);
        } else if (!anchors.carry(port, lease)) {
            findings.report(
                    "an allocation on " + port.lease() + ", whose record names " + lease + anchors.carriedBy(lease),
                    port);
        } else if (anchors.haveCompanionOf(lease) && !cools && !anchors.isToBeMoved(port, lease)) {
            findings.report("an allocation on " + lease + " without a cooling key", port);
        }
    }
}

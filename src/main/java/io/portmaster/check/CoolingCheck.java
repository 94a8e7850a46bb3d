package io.portmaster.check;

import io.portmaster.domain.Lease;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Cooling.Reason;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.StoredKey.Content;

/** Checks the cooling keys of a space: the lease of each, and who has its port meanwhile. */
final class CoolingCheck {
    private final SpaceKeys keys;
    private final Anchors anchors;
    private final Findings findings;

    CoolingCheck(SpaceKeys keys, Anchors anchors, Findings findings) {
        this.keys = keys;
        this.anchors = anchors;
        this.findings = findings;
    }

    void check(Content key, Cooling cooling) {
        checkLease(key, cooling);
        checkHolder(key, cooling);
        if (!cooling.version().isAtLeast(FormatVersion.V2)) {
            findings.report("a cooling key of format version " + cooling.version(), key);
        }
    }

    /** A port that a client's lease decides on cools on the companion, any other on a lease of its delay. */
    private void checkLease(Content key, Cooling cooling) {
        Lease named = cooling.lease();
        boolean ofClient = cooling.reason() == Reason.LEASE_ENDED;
        if (key.lease().isNone()) {
            findings.report("cools on no lease, so that the port would never be free", key);
        } else if (ofClient != (named != null)) {
            findings.report(
                    "the reason is " + cooling.reason() + ", and the record names " + (ofClient ? "no lease" : named),
                    key);
        } else if (named == null) {
            if (anchors.have(key.lease())) {
                findings.report("cools as " + cooling.reason() + " on " + key.lease() + ", which is a client's", key);
            }
        } else if (!anchors.haveCompanionOf(named)) {
            findings.report("cools on " + key.lease() + ", which has no companion's anchor", key);
        } else if (!anchors.carryOnCompanion(key, named)) {
            findings.report(
                    "cools on " + key.lease() + ", not on the companion of " + named + anchors.carriedBy(named), key);
        }
    }

    /** Only the former name may have an offer of the port. An allocation of it is on the lease that the cooling key waits for. */
    private void checkHolder(Content key, Cooling cooling) {
        Content port = keys.find(new Key.PortKey(key.key().space(), cooling.port()));
        if (port != null && !Judged.is(port.value())) {
            return;
        }
        Lease lease = cooling.lease();
        Allocation allocation = Judged.of(port, Allocation.class);
        boolean waits =
                allocation != null && lease != null && lease.equals(allocation.lease()) && owns(cooling, allocation);
        if (port != null && allocation != null && !waits) {
            findings.report("the port cools after " + owner(cooling) + ", and is allocated", port, key);
        } else if (lease != null && !waits && anchors.haveLease(lease) && !anchors.mayHaveEnded(key, lease)) {
            findings.report("waits for the end of " + lease + ", and no allocation on it has the port", key);
        }
        Offer offer = Judged.of(port, Offer.class);
        if (port != null && offer != null && !owns(cooling, offer)) {
            findings.report(
                    "the port cools after " + owner(cooling) + " (" + cooling.reason() + "), and is offered",
                    port,
                    key);
        }
    }

    private static boolean owns(Cooling cooling, Holding holding) {
        return cooling.allows(holding.service(), holding.name());
    }

    private static String owner(Cooling cooling) {
        return cooling.service() + "/" + cooling.name();
    }
}

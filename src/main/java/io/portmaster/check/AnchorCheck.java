package io.portmaster.check;

import io.portmaster.domain.Lease;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Key;
import io.portmaster.record.StoredKey.Anchor;
import io.portmaster.record.Value;
import java.util.List;

/**
 * Checks the anchors of clients' leases, each by itself. Either anchor of a lease may stand without the other one: the companion's
 * when the lease has ended, and the lease's when a keep-alive was on its way for too long.
 */
final class AnchorCheck {
    private final Anchors standing;
    private final Findings findings;

    private AnchorCheck(Anchors standing, Findings findings) {
        this.standing = standing;
        this.findings = findings;
    }

    static void check(List<Anchor> anchors, Anchors standing, Findings findings) {
        AnchorCheck check = new AnchorCheck(standing, findings);
        anchors.forEach(check::checkOne);
    }

    private void checkOne(Anchor anchor) {
        if (anchor.value() instanceof Value.Unreadable unreadable) {
            findings.reportUnreadable(unreadable, anchor);
        } else if (Judged.is(anchor.value())) {
            checkLease(anchor);
            checkVersion(anchor);
        }
    }

    /**
     * A lease's number is even, and its anchors are on the pair that carries it, but for its own while allocations are moved there.
     * Which pair that was is unknown once the lease has ended.
     */
    private void checkLease(Anchor anchor) {
        Lease lease = anchor.key().lease();
        Lease carrier = standing.carrierOf(lease);
        Lease own = anchor.key() instanceof Key.CompanionAnchor
                ? carrier == null ? null : carrier.companion()
                : standing.anchoredOf(lease);
        if (lease.id() % 2 != 0) {
            findings.report("the anchor has an odd number, which only companions have", anchor);
        } else if (anchor.lease().isNone() || (own != null && !anchor.lease().equals(own))) {
            findings.report(
                    "an anchor on " + anchor.lease() + ", not on its own " + (own == null ? "lease" : own), anchor);
        }
    }

    private void checkVersion(Anchor anchor) {
        if (!anchor.value().version().isAtLeast(FormatVersion.V2)) {
            findings.report("an anchor of format version " + anchor.value().version(), anchor);
        }
    }
}

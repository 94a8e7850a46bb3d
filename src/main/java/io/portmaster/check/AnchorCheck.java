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
    private final Findings findings;

    private AnchorCheck(Findings findings) {
        this.findings = findings;
    }

    static void check(List<Anchor> anchors, Findings findings) {
        AnchorCheck check = new AnchorCheck(findings);
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

    /** A lease's number is even, and each anchor is on the lease of its own number. */
    private void checkLease(Anchor anchor) {
        Lease lease = anchor.key().lease();
        Lease own = anchor.key() instanceof Key.CompanionAnchor ? lease.companion() : lease;
        if (lease.id() % 2 != 0) {
            findings.report("the anchor has an odd number, which only companions have", anchor);
        } else if (!anchor.lease().equals(own)) {
            findings.report("an anchor on " + anchor.lease() + ", not on its own " + own, anchor);
        }
    }

    private void checkVersion(Anchor anchor) {
        if (!anchor.value().version().isAtLeast(FormatVersion.V2)) {
            findings.report("an anchor of format version " + anchor.value().version(), anchor);
        }
    }
}

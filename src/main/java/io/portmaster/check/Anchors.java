package io.portmaster.check;

import io.portmaster.domain.Lease;
import io.portmaster.record.Key;
import io.portmaster.record.StoredKey.Anchor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which leases of clients stand, and which of their companions. An anchor stands just as long as its lease. */
final class Anchors {
    private final Set<Lease> leases = new HashSet<>();
    private final Set<Lease> companions = new HashSet<>();

    Anchors(List<Anchor> found) {
        for (Anchor anchor : found) {
            Lease lease = anchor.key().lease();
            if (anchor.key() instanceof Key.CompanionAnchor) {
                companions.add(lease.companion());
            } else {
                leases.add(lease);
            }
        }
    }

    /** Whether a client's lease stands. */
    boolean haveLease(Lease lease) {
        return leases.contains(lease);
    }

    /** Whether the companion of a client's lease stands. */
    boolean haveCompanionOf(Lease lease) {
        return companions.contains(lease.companion());
    }

    /** Whether one of etcd's leases is a client's lease or a companion. */
    boolean have(Lease lease) {
        return leases.contains(lease) || companions.contains(lease);
    }
}

package io.portmaster.check;

import io.portmaster.domain.Lease;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Key;
import io.portmaster.record.StoredKey.Anchor;
import io.portmaster.record.StoredKey.Content;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which leases of clients stand, and which of their companions, and which of the store's leases carry them. An anchor stands just
 * as long as the lease that it is on.
 */
final class Anchors {
    private final Map<Lease, Anchor> leases = new HashMap<>();
    private final Map<Lease, Anchor> companions = new HashMap<>();
    private final Set<Lease> carriers = new HashSet<>();

    Anchors(List<Anchor> found) {
        for (Anchor anchor : found) {
            boolean companion = anchor.key() instanceof Key.CompanionAnchor;
            (companion ? companions : leases).put(anchor.key().lease(), anchor);
            carriers.add(anchor.lease());
        }
    }

    /** Whether a client's lease stands. */
    boolean haveLease(Lease lease) {
        return leases.containsKey(lease);
    }

    /** Whether the companion of a client's lease stands. */
    boolean haveCompanionOf(Lease lease) {
        return companions.containsKey(lease);
    }

    /** Whether one of the store's leases carries a client's lease or a companion. */
    boolean have(Lease carrier) {
        return carriers.contains(carrier);
    }

    /** Whether the key of an allocation on the client's lease is where it has to be. It may be anywhere if that lease has ended. */
    boolean carry(Content key, Lease lease) {
        Lease carrier = carrierOf(lease);
        return carrier == null || key.lease().equals(carrier) || isToBeMoved(key, lease);
    }

    /** Whether the cooling key of an allocation on the client's lease is where it has to be. */
    boolean carryOnCompanion(Content key, Lease lease) {
        Anchor companion = companions.get(lease);
        return companion == null
                || key.lease().equals(companion.lease())
                || isToBeMoved(key, lease)
                || (!haveLease(lease) && wasReplaced(companion, lease));
    }

    /** While allocations are moved to another pair, keys that were written before are on a former one. */
    boolean isToBeMoved(Content key, Lease lease) {
        Anchor anchor = leases.get(lease);
        return anchor != null
                && anchor.value() instanceof ClientLease record
                && record.former() != null
                && !key.lease().isNone()
                && key.modRevision() < anchor.modRevision();
    }

    /**
     * Whether the pair that a client's lease is moving to may have ended, and with it the allocation that the cooling key belongs to. The
     * anchor stands on the former pair then. Nobody can renew the lease any more.
     */
    boolean mayHaveEnded(Content cooling, Lease lease) {
        Lease carrier = carrierOf(lease);
        return carrier != null
                && !carrier.equals(anchoredOf(lease))
                && cooling.lease().equals(carrier.companion());
    }

    /**
     * Whether a client's lease ended with its former pair, and the key was moved before to the other one, which ends by itself
     * within the lease's time.
     */
    boolean leftBehind(Content key, Lease lease) {
        Anchor companion = companions.get(lease);
        return companion != null
                && wasReplaced(companion, lease)
                && companion.lease().equals(key.lease().companion());
    }

    /** Whether another pair than the first one carried the lease when it ended. */
    private static boolean wasReplaced(Anchor companion, Lease lease) {
        return !companion.lease().equals(lease.companion());
    }

    /** Says which of the store's leases carries the client's one, if that has another number. */
    String carriedBy(Lease lease) {
        Lease carrier = carrierOf(lease);
        return carrier == null || carrier.equals(lease) ? "" : ", which " + carrier + " carries";
    }

    /** The store's lease that the client's lease's own anchor has to be on. Null if that has gone, or can't be read. */
    @Nullable
    Lease anchoredOf(Lease lease) {
        ClientLease record = record(lease);
        return record == null ? null : record.anchored(lease);
    }

    /** The store's lease that carries the client's one, as its anchor says. Null if that has gone, or can't be read. */
    @Nullable
    Lease carrierOf(Lease lease) {
        ClientLease record = record(lease);
        return record == null ? null : record.carrier(lease);
    }

    private @Nullable ClientLease record(Lease lease) {
        Anchor anchor = leases.get(lease);
        return anchor != null && anchor.value() instanceof ClientLease record ? record : null;
    }
}

package io.portmaster.exec;

import io.portmaster.client.ProblemException;
import io.portmaster.domain.Secret;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What this run of exec has at the node, and gives back: an open offer, and a lease. Several threads may ask for them. */
final class Belongings {
    private final NodeApi api;
    private final LongSupplier clock;

    private volatile @Nullable Secret offer;
    private volatile @Nullable LeaseTerm term;

    /** @param clock by which a lease's time counts */
    Belongings(NodeApi api, LongSupplier clock) {
        this.api = api;
        this.clock = clock;
    }

    /** Remembers what the node has offered. An allocation is no open offer. */
    void offered(Grant grant) {
        offer = grant.allocated() ? null : grant.secret();
    }

    /** There is no such lease any more: the next {@link #accept} makes another. */
    void leaseEnded() {
        term = null;
    }

    /** Whether the ports are on this run's own lease. */
    boolean have(Grant grant) {
        LeaseTerm mine = term;
        return mine != null && mine.lease().id().equals(grant.lease());
    }

    /**
     * Gets the ports onto the lease, which is made if there is none: an offer is accepted, an allocation moves.
     *
     * @return the term of the lease
     */
    LeaseTerm accept(Grant grant, Patience patience) throws ProblemException, IOException {
        LeaseTerm mine = term;
        if (mine == null) {
            mine = patience.insist(this::newLease);
            term = mine;
        }
        Secret secret = grant.secretOfOffer();
        String lease = mine.lease().id();
        patience.insistOn(() -> api.accept(secret, lease, grant.allocated() ? grant.entityTag() : null));
        offer = null;
        return mine;
    }

    /** A term counts from when the request was sent that succeeded. */
    private LeaseTerm newLease() throws ProblemException, IOException {
        long sent = clock.getAsLong();
        return new LeaseTerm(api.createLease(), sent);
    }

    /**
     * Gives back what there is: an open offer, and the lease with all that is on it. It may fail: both end by themselves.
     *
     * @param limit for the end of the lease
     */
    void giveBack(Patience limit) {
        try {
            Secret open = offer;
            if (open != null) {
                api.reject(open);
                offer = null;
            }
        } catch (ProblemException | IOException e) {
            // It has ended, or ends by itself.
        }
        try {
            LeaseTerm mine = term;
            if (mine != null) {
                limit.insistOn(() -> api.end(mine.lease().id()));
                term = null;
            }
        } catch (ProblemException | IOException e) {
            // Likewise.
        }
    }
}

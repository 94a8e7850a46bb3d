package io.portmaster.record;

import io.portmaster.domain.Labels;
import java.time.Instant;

/**
 * A client's sign of life. The allocations on it end when the client doesn't renew it, and then their ports cool for its linger.
 *
 * @param ttl seconds within which the client has to renew it, as the store granted them
 * @param linger seconds that the ports cool after its end at least
 * @param created by the clock of the node that created it
 * @param ending whether somebody is ending it. It takes no allocations then, and nobody renews it
 */
public record ClientLease(int ttl, int linger, Instant created, Labels labels, boolean ending, FormatVersion version)
        implements Value {
    /** Makes a record of the version that this program writes. */
    public ClientLease(int ttl, int linger, Instant created, Labels labels, boolean ending) {
        this(ttl, linger, created, labels, ending, FormatVersion.V2);
    }

    /** The same lease, as one that is being ended. */
    public ClientLease asEnding() {
        return new ClientLease(ttl, linger, created, labels, true, version);
    }
}

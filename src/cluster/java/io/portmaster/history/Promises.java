package io.portmaster.history;

import java.time.Duration;
import java.util.Set;

/**
 * What the run's clients are promised.
 *
 * @param ttl for which an offer stands at least, unless it is accepted or rejected
 * @param slack by which it may stand longer, once all is healed
 * @param healed when the last fault had been healed, by the clock of {@link System#nanoTime}
 * @param reuseDelay for which a port cools at least after a release
 * @param busyDelay for which a port cools at least after it was rejected as busy
 * @param revoked ports' records, as {@code PORT@CREATE_REVISION}, whose leases the run itself has ended: no promise holds for them
 */
public record Promises(
        Duration ttl, Duration slack, long healed, Duration reuseDelay, Duration busyDelay, Set<String> revoked) {
    /** The promises of a service without delays. */
    public Promises(Duration ttl, Duration slack, long healed, Set<String> revoked) {
        this(ttl, slack, healed, Duration.ZERO, Duration.ZERO, revoked);
    }
}

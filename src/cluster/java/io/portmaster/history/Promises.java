package io.portmaster.history;

import java.time.Duration;
import java.util.Set;

/**
 * What the run's offers are promised.
 *
 * @param ttl for which an offer stands at least, unless it is accepted or rejected
 * @param slack by which it may stand longer, once all is healed
 * @param healed when the last fault had been healed, by the clock of {@link System#nanoTime}
 * @param revoked ports' records, as {@code PORT@CREATE_REVISION}, whose leases the run itself has ended: no promise holds for them
 */
public record Promises(Duration ttl, Duration slack, long healed, Set<String> revoked) {}

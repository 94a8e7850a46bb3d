package io.portmaster.exec;

import io.portmaster.exec.NodeApi.Lease;
import java.time.Duration;

/**
 * How long a lease surely lives: its ttl, counted from when the last renewal was sent that a node has acknowledged.
 *
 * @param sent on the {@link BootClock}
 */
record LeaseTerm(Lease lease, long sent) {
    private static final Duration SHORTEST_NOTICE = Duration.ofSeconds(2);
    private static final int NOTICE_PART = 5;
    private static final int RENEWAL_PART = 3;
    private static final int RETRY_PART = 20;
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private Duration ttl() {
        return lease.ttl();
    }

    LeaseTerm renewed(long now) {
        return new LeaseTerm(lease, now);
    }

    /** When the next renewal is due. */
    long renewal() {
        return sent + ttl().dividedBy(RENEWAL_PART).toNanos();
    }

    /** How long to wait after a renewal that failed. */
    Duration retry() {
        Duration part = ttl().dividedBy(RETRY_PART);
        return part.compareTo(LONGEST_RETRY) < 0 ? part : LONGEST_RETRY;
    }

    /** How long before the end the command has to be told. */
    Duration notice() {
        Duration part = ttl().dividedBy(NOTICE_PART);
        return part.compareTo(SHORTEST_NOTICE) > 0 ? part : SHORTEST_NOTICE;
    }

    /** When the command has to be told that the lease ends. */
    long notification() {
        return end() - notice().toNanos();
    }

    long end() {
        return sent + ttl().toNanos();
    }
}

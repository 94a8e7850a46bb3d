package io.portmaster.loop;

import java.time.Duration;

/** A request that waits for an answer: its deadline, and whether its client is still there. */
public final class RequestContext {
    /** The time from a request's arrival to its deadline. Nothing is planned or sent for it afterwards. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Nothing is sent for a request that has less time left. A store that is well answers sooner, so the client learns the
     * outcome before its time is up.
     */
    public static final Duration TIME_TO_COMMIT = Duration.ofMillis(250);

    private final long deadline;
    private volatile boolean gone;

    /** @param arrived when the request came, by {@link Loop#nanos()} */
    public RequestContext(long arrived) {
        this.deadline = arrived + PATIENCE.toNanos();
    }

    /** The client has hung up. May be called from any thread. */
    public void leave() {
        gone = true;
    }

    /** Whether the client is still there and the deadline has not passed. */
    public boolean isWaiting(long nanos) {
        return !gone && nanos - deadline < 0;
    }

    /** Whether an answer of the store may still come in time. */
    public boolean isWorthSending(long nanos) {
        return !gone && nanosLeft(nanos) > TIME_TO_COMMIT.toNanos();
    }

    /** Nanoseconds until the deadline, negative once it has passed. */
    public long nanosLeft(long nanos) {
        return deadline - nanos;
    }
}

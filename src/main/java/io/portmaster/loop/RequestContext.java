package io.portmaster.loop;

import java.time.Duration;

/** Who waits for an answer, and how long that is worth any work. */
public final class RequestContext {
    /** Nothing is planned or sent for a request that is older. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Nothing is sent with less time left than this. A store that is well answers sooner, so that its answer is there before
     * the caller is told that the outcome is unknown.
     */
    public static final Duration TIME_TO_COMMIT = Duration.ofMillis(250);

    private final long deadline;
    private volatile boolean gone;

    /** @param arrived when the request came, by {@link Loop#nanos()} */
    public RequestContext(long arrived) {
        this.deadline = arrived + PATIENCE.toNanos();
    }

    /** The client hung up. May be called from any thread. */
    public void leave() {
        gone = true;
    }

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

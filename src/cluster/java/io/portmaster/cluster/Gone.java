package io.portmaster.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When something had gone, by {@link System#nanoTime}: between two looks, which a busy machine may take seldom. What is promised
 * to stand for a time is measured until the later one, and what is promised to go within a time until the earlier one.
 *
 * @param after when the last look began that saw it still there; {@link Long#MIN_VALUE} if none did
 * @param by when it was known to have gone
 */
record Gone(long after, long by) {
    /** Looks until it has gone. */
    static Gone await(String what, Duration limit, BooleanSupplier hasGone) {
        long[] there = {Long.MIN_VALUE};
        Await.until(what, limit, () -> {
            long asked = System.nanoTime();
            boolean gone = hasGone.getAsBoolean();
            there[0] = gone ? there[0] : asked;
            return gone;
        });
        return new Gone(there[0], System.nanoTime());
    }

    /** How long after that moment it may have stood. */
    Duration mostSince(long moment) {
        return Duration.ofNanos(by - moment);
    }

    /** How long after that moment it surely stood. Zero if nobody knows that it did. */
    Duration leastSince(long moment) {
        return after == Long.MIN_VALUE ? Duration.ZERO : Duration.ofNanos(after - moment);
    }
}

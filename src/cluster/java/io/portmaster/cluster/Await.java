package io.portmaster.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions: as short as can be, and with a limit that only a broken system meets. */
public final class Await {
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Await() {}

    /**
     * Returns once the condition holds.
     *
     * @param what the condition in words, for the failure
     * @throws AssertionError if it doesn't within the limit
     */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + limit.toMillis() + " ms: " + what);
            }
            pass(PAUSE);
        }
    }

    /** Lets time pass, where its length is what a test is about: that of an outage, or of a client's patience. */
    public static void pass(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}

package io.portmaster.traffic;

import java.util.concurrent.TimeUnit;

/** The clients' clock: nanoseconds since this class was loaded. */
final class Moment {
    /** Behind every other moment. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long START = System.nanoTime();

    private Moment() {}

    static long now() {
        return System.nanoTime() - START;
    }

    static long after(long moment, long seconds) {
        return moment + TimeUnit.SECONDS.toNanos(seconds);
    }
}

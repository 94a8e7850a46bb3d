package io.portmaster.exec;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Nanoseconds since the machine was started, the time of a suspension included. A node counts that time too, and {@link
 * System#nanoTime} doesn't.
 */
final class BootClock implements LongSupplier {
    @Override
    public long getAsLong() {
        long[] time = new long[2];
        if (LibC.clock_gettime(LibC.CLOCK_BOOTTIME, time) != 0) {
            throw LibC.failure("can't read the clock");
        }
        return TimeUnit.SECONDS.toNanos(time[0]) + time[1];
    }
}

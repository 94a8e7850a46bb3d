package io.portmaster.exec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** A clock that a test sets, and that sleeps by going forward. */
final class ManualClock implements LongSupplier, Patience.Pause {
    private final List<Duration> sleeps = new ArrayList<>();
    private long now = Duration.ofDays(1).toNanos();

    @Override
    public long getAsLong() {
        return now;
    }

    void advance(Duration time) {
        now += time.toNanos();
    }

    @Override
    public void sleep(Duration time) {
        sleeps.add(time);
        advance(time);
    }

    List<Duration> sleeps() {
        return sleeps;
    }
}

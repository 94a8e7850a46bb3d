package io.portmaster.bench;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** The latencies of one round. Its workers may be on several threads. */
final class Latencies {
    /** The highest latency that is recorded. A longer one counts as this one. */
    private static final long LONGEST_MICROS = 60_000_000;

    private final Histogram histogram = new ConcurrentHistogram(LONGEST_MICROS, 3);

    void record(long nanos) {
        histogram.recordValue(Math.min(LONGEST_MICROS, Math.max(0, nanos) / 1000));
    }

    /** The latencies, in microseconds. */
    Histogram histogram() {
        return histogram;
    }
}

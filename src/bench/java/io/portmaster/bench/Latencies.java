package io.portmaster.bench;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Latencies of one round, of all its workers, which may be on several threads. */
final class Latencies {
    /** Beyond what any answer may take: one that takes longer counts as this. */
    private static final long LONGEST_MICROS = 60_000_000;

    private final Histogram histogram = new ConcurrentHistogram(LONGEST_MICROS, 3);

    void record(long nanos) {
        histogram.recordValue(Math.min(LONGEST_MICROS, Math.max(0, nanos) / 1000));
    }

    /** In microseconds. */
    Histogram histogram() {
        return histogram;
    }
}

package io.portmaster.bench;

import org.HdrHistogram.Histogram;

/**
 * What a loop counted.
 *
 * @param nanos from the first op's start to the last one's end
 * @param latencies in microseconds
 */
record Measurement(long ops, long nanos, Histogram latencies) {
    /** The ops per second. */
    double rate() {
        return ops * 1e9 / nanos;
    }
}

package io.portmaster.bench;

import org.HdrHistogram.Histogram;

/**
 * What a loop counted.
 *
 * @param nanos from the first op's start to the last one's end
 * @param latencies in microseconds
 */
record Measurement(long ops, long nanos, Histogram latencies) {
    /** The same in ops that are smaller: each of these was so many. A latency stays that of the whole. */
    Measurement inOps(int each) {
        return new Measurement(ops * each, nanos, latencies);
    }

    /** The ops per second. */
    double rate() {
        return ops * 1e9 / nanos;
    }
}

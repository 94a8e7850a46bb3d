package io.portmaster.bench;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One round of a case.
 *
 * @param load how hard it was asked
 * @param seconds how long it took
 * @param rate ops per second
 * @param p50 microseconds, as the other percentiles
 * @param cpu seconds of CPU per 1,000 ops, by who used them
 * @param conflictsPerClaim null where nothing was claimed
 * @param mutationsPerBatch null where nothing was sent
 * @param rss the node's memory in MB at the end of the round; null where no node takes part
 */
record Sample(
        String subject,
        int clients,
        Load load,
        int round,
        long ops,
        double seconds,
        double rate,
        double p50,
        double p99,
        double p999,
        Map<String, Double> cpu,
        @Nullable Double conflictsPerClaim,
        @Nullable Double mutationsPerBatch,
        @Nullable Double rss) {

    /** The load of a round. */
    enum Load {
        /** Each client asks as soon as it has its answer. */
        CLOSED,
        /** Clients ask at half of the closed loop's rate. */
        HALF,
        /** Clients ask at 80 % of the closed loop's rate. */
        MOST
    }

    static Sample of(
            String subject,
            int clients,
            Load load,
            int round,
            Measurement measured,
            Map<String, Double> cpu,
            NodeMetrics metrics,
            @Nullable Double rss) {
        Histogram latencies = measured.latencies();
        return new Sample(
                subject,
                clients,
                load,
                round,
                measured.ops(),
                measured.nanos() / 1e9,
                measured.rate(),
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                cpu,
                known(metrics.conflictsPerClaim()),
                known(metrics.mutationsPerBatch()),
                rss);
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? null : value;
    }
}

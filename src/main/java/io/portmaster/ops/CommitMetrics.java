package io.portmaster.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.portmaster.commit.BatchListener;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Counts batches and what became of their mutations. */
final class CommitMetrics implements BatchListener {
    private final MeterRegistry meters;
    private final DistributionSummary sizes;

    /** By mutation and outcome: to look a counter up in the registry takes longer than to count. */
    private final Map<Class<?>, Map<Class<?>, Counter>> counters = new HashMap<>();

    CommitMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.sizes = DistributionSummary.builder("portmaster.batch.mutations")
                .description("Mutations in a transaction sent to etcd.")
                .register(meters);
    }

    @Override
    public void sent(int mutations) {
        sizes.record(mutations);
    }

    @Override
    public void answered(Mutation mutation, Outcome outcome) {
        counters.computeIfAbsent(mutation.getClass(), operation -> new HashMap<>())
                .computeIfAbsent(outcome.getClass(), kind -> counter(mutation, outcome))
                .increment();
    }

    private Counter counter(Mutation mutation, Outcome outcome) {
        return Counter.builder("portmaster.mutations")
                .description("Compare-and-swaps, by what became of them.")
                .tag("operation", snakeCase(mutation))
                .tag("outcome", snakeCase(outcome))
                .register(meters);
    }

    private static String snakeCase(Object of) {
        return of.getClass().getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}

package io.portmaster.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.portmaster.commit.BatchListener;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.record.Holding;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts batches and what became of their mutations. */
final class CommitMetrics implements BatchListener {
    private final MeterRegistry meters;
    private final DistributionSummary sizes;
    private final DistributionSummary groupNames;

    /** The counters by kind of mutation and by outcome. A look-up in the registry would take longer than the counting. */
    private final Map<Mutation.Kind, Map<String, Counter>> counters = new EnumMap<>(Mutation.Kind.class);

    private final Map<Mutation.Kind, Counter> keptBack = new EnumMap<>(Mutation.Kind.class);

    CommitMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.sizes = DistributionSummary.builder("portmaster.batch.mutations")
                .description("Mutations in a transaction sent to etcd.")
                .register(meters);
        this.groupNames = DistributionSummary.builder("portmaster.group.names")
                .description("Number of names in each group that was given ports.")
                .register(meters);
    }

    @Override
    public void sent(int mutations) {
        sizes.record(mutations);
    }

    @Override
    public void answered(Mutation mutation, Outcome outcome) {
        counters.computeIfAbsent(mutation.kind(), kind -> new HashMap<>())
                .computeIfAbsent(outcome.label(), label -> counter(mutation.kind(), label))
                .increment();
        if (outcome instanceof Outcome.Committed committed) {
            recordGroup(mutation, committed.revision());
        }
    }

    @Override
    public void keptBack(Mutation mutation) {
        keptBack.computeIfAbsent(mutation.kind(), kind -> Counter.builder("portmaster.mutations.kept.back")
                        .description(
                                "Compare-and-swaps that were sent again, since another one in their child conflicted.")
                        .tag("operation", kind.label())
                        .register(meters))
                .increment();
    }

    private void recordGroup(Mutation mutation, long revision) {
        if (mutation.kind() == Mutation.Kind.CLAIM_GROUP || mutation.kind() == Mutation.Kind.CLAIM_ON_LEASE) {
            int names = mutation.entries(Holding.class, revision).size();
            if (names > 1) {
                groupNames.record(names);
            }
        }
    }

    private Counter counter(Mutation.Kind kind, String outcome) {
        return Counter.builder("portmaster.mutations")
                .description("Compare-and-swaps, by what became of them.")
                .tag("operation", kind.label())
                .tag("outcome", outcome)
                .register(meters);
    }
}

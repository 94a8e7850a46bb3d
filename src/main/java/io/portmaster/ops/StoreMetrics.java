package io.portmaster.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.portmaster.commit.StoreListener;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts a store's events. All counters start at zero with the node, so that a rate sees the first event. */
final class StoreMetrics implements StoreListener {
    private final MeterRegistry meters;
    private final Counter relists;
    private final Counter fences;
    private final Timer barrier;
    private final AtomicInteger unreadable = new AtomicInteger();
    private final AtomicInteger newer = new AtomicInteger();

    StoreMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.relists = Counter.builder("portmaster.mirror.relists")
                .description("Times that all records were read anew because the watch of their changes had ended.")
                .register(meters);
        this.fences = Counter.builder("portmaster.fences.raised")
                .description("Fences put up to settle transactions whose outcome was unknown.")
                .register(meters);
        Gauge.builder("portmaster.records.unreadable", unreadable, AtomicInteger::get)
                .description("Records in etcd that this version can't read. Their ports and names count as taken.")
                .register(meters);
        Gauge.builder("portmaster.records.newer", newer, AtomicInteger::get)
                .description("Records in etcd that this version can read, and that only a newer release can change.")
                .register(meters);
        for (Cause cause : Cause.values()) {
            replacements(cause);
        }
        this.barrier = Timer.builder("portmaster.barrier")
                .description("From a linearizable read until the records in memory had caught up with it.")
                .register(meters);
    }

    private Counter replacements(Cause cause) {
        return Counter.builder("portmaster.etcd.client.replacements")
                .description("Times that the node turned to another etcd member, or to its own anew.")
                .tag("cause", label(cause))
                .register(meters);
    }

    private static String label(Cause cause) {
        return switch (cause) {
            case SILENCE -> "silence";
            case DISCONNECTED -> "disconnected";
            case STRANGER -> "stranger";
            case FAILBACK -> "failback";
        };
    }

    @Override
    public void relisted() {
        relists.increment();
    }

    @Override
    public void fenceRaised() {
        fences.increment();
    }

    @Override
    public void reconnected(Cause cause) {
        replacements(cause).increment();
    }

    @Override
    public void unreadable(int records) {
        unreadable.set(records);
    }

    @Override
    public void newer(int records) {
        newer.set(records);
    }

    @Override
    public void barrier(Duration took) {
        barrier.record(took);
    }
}

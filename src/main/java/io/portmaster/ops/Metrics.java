package io.portmaster.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.portmaster.commit.BatchListener;
import io.portmaster.commit.StoreListener;
import java.util.function.Supplier;

/** The meters of a node, and how Prometheus reads them. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final PortMetrics ports = new PortMetrics(meters);
    private final CommitMetrics commits = new CommitMetrics(meters);
    private final StoreMetrics store = new StoreMetrics(meters);
    private final TrafficMetrics traffic = new TrafficMetrics(meters);
    private final RequestMetrics requests = new RequestMetrics(meters);

    /** Starts with the JVM's meters. */
    public Metrics() {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ClassLoaderMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        garbageCollection.bindTo(meters);
    }

    /** The gauges of ports in use; to be filled before each {@link #scrape}. */
    public PortMetrics ports() {
        return ports;
    }

    /** What counts the batches, on the loop of the one batcher that tells it. */
    public BatchListener commits() {
        return commits;
    }

    /** What counts the store's troubles, on the loop of the one store that tells it. */
    public StoreListener store() {
        return store;
    }

    /** @param seconds since the records in memory were last known to be complete; asked for on any thread */
    public void showLag(Supplier<Number> seconds) {
        Gauge.builder("portmaster.mirror.lag", seconds)
                .description("Time since the records in memory were last known to be complete.")
                .baseUnit("seconds")
                .register(meters);
    }

    /** What shows the counts of those who keep the door. */
    public TrafficMetrics traffic() {
        return traffic;
    }

    /** What counts the answers. */
    public RequestMetrics requests() {
        return requests;
    }

    /** All meters in Prometheus' text format, version 0.0.4. */
    public String scrape() {
        return meters.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        meters.close();
    }
}

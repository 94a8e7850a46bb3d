package io.portmaster.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.portmaster.commit.BatchListener;
import io.portmaster.commit.StoreListener;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** The meters of a node, and how Prometheus reads them. */
public final class Metrics implements AutoCloseable {
    /** Clients may send any word for a method, and each would become a time series. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final PortMetrics ports = new PortMetrics(meters);
    private final CommitMetrics commits = new CommitMetrics(meters);
    private final StoreMetrics store = new StoreMetrics(meters);
    private final TrafficMetrics traffic = new TrafficMetrics(meters);

    /** Starts with the JVM's meters; {@link #vertxMetrics} adds the HTTP server's. */
    public Metrics() {
        meters.config()
                .meterFilter(MeterFilter.replaceTagValues("method", name -> METHODS.contains(name) ? name : "other"));
        // Requests that the decoder refuses are counted in and never out.
        meters.config().meterFilter(MeterFilter.denyNameStartsWith("vertx.http.server.active.requests"));
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ClassLoaderMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        garbageCollection.bindTo(meters);
    }

    /** What makes Vert.x count its HTTP server's requests here. */
    public VertxMetricsFactory vertxMetrics() {
        return new MicrometerMetricsFactory(meters);
    }

    /** The settings that go with {@link #vertxMetrics}. */
    public MetricsOptions vertxOptions() {
        MicrometerMetricsOptions options = new MicrometerMetricsOptions()
                // Routes, never paths: a path may hold a secret, and there are too many of them.
                .setLabels(EnumSet.of(Label.HTTP_METHOD, Label.HTTP_CODE, Label.HTTP_ROUTE))
                .setEnabled(true);
        EnumSet.complementOf(EnumSet.of(MetricsDomain.HTTP_SERVER)).forEach(options::addDisabledMetricsCategory);
        return options;
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

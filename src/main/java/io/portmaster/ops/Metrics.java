package io.portmaster.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The meters of a node, and the text that Prometheus reads. */
public final class Metrics implements AutoCloseable {
    private static final int USUAL_SIZE = 16 * 1024;

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final PortMetrics ports = new PortMetrics();
    private final CommitMetrics commits = new CommitMetrics(meters);
    private final LeaseMetrics leases = new LeaseMetrics(meters);
    private final StoreMetrics store = new StoreMetrics(meters);
    private final TrafficMetrics traffic = new TrafficMetrics(meters);
    private final RequestMetrics requests = new RequestMetrics(meters);
    private final Timer scrapesOnLoop = Timer.builder("portmaster.scrape.loop")
            .description("Time that a scrape takes of the event loop that all changes go through.")
            .register(meters);

    /** The length of the last text in bytes. The next one is about as long. */
    private volatile int size = USUAL_SIZE;

    /** Starts with the JVM's meters. */
    public Metrics() {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ClassLoaderMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        garbageCollection.bindTo(meters);
        meters.getPrometheusRegistry().register(ports);
    }

    /** The gauges of ports. Update them before each {@link #scrape}. */
    public PortMetrics ports() {
        return ports;
    }

    /** Counts batches. Call it on the batcher's loop. */
    public BatchListener commits() {
        return commits;
    }

    /** Counts what becomes of clients' leases. Call it on the loop. */
    public LeaseMetrics leases() {
        return leases;
    }

    /** Counts the store's events. Call it on the store's loop. */
    public StoreListener store() {
        return store;
    }

    /** @param seconds since the records in memory were last known to be complete; called on any thread */
    public void showLag(Supplier<Number> seconds) {
        Gauge.builder("portmaster.mirror.lag", seconds)
                .description("Time since the records in memory were last known to be complete.")
                .baseUnit("seconds")
                .register(meters);
    }

    /** @param lines since the start; called on any thread */
    public void showDroppedLogLines(LongSupplier lines) {
        FunctionCounter.builder("portmaster.log.lines.dropped", lines, LongSupplier::getAsLong)
                .description("Log lines that were dropped, because they were written more slowly than they came.")
                .register(meters);
    }

    /** Records the time that the event loop spent on a scrape. May be called from any thread. */
    public void loopServedScrape(Duration took) {
        scrapesOnLoop.record(took);
    }

    /** Gauges and counters of connections and of refused requests. */
    public TrafficMetrics traffic() {
        return traffic;
    }

    /** Counts the answers. */
    public RequestMetrics requests() {
        return requests;
    }

    /** All meters in Prometheus' text format, version 0.0.4, in UTF-8. Don't call it on an event loop: it may take long. */
    public byte[] scrape() {
        ByteArrayOutputStream text = new ByteArrayOutputStream(size + size / 8);
        try {
            meters.scrape(text);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        size = text.size();
        return text.toByteArray();
    }

    @Override
    public void close() {
        garbageCollection.close();
        meters.close();
    }
}

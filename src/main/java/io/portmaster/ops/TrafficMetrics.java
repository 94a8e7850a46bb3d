package io.portmaster.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.portmaster.http.server.OverloadReason;
import io.portmaster.http.server.RequestPhase;
import io.portmaster.http.server.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Gauges and counters of requests and connections. They read the counts of {@link Traffic} at every scrape. */
public final class TrafficMetrics {
    private final MeterRegistry meters;

    /** Keeps the counts alive: Micrometer has only weak references to them. */
    private final List<LongSupplier> counts = new ArrayList<>();

    TrafficMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Shows all counts, with every reason and every phase from the start. */
    void show(Traffic traffic) {
        showInFlight(traffic::inFlight);
        showConnections(traffic::connections);
        for (OverloadReason reason : OverloadReason.values()) {
            showShed(reason.label(), () -> traffic.count(reason));
        }
        for (RequestPhase phase : RequestPhase.values()) {
            showEnded(phase.label(), () -> traffic.count(phase));
        }
    }

    void showInFlight(IntSupplier requests) {
        Gauge.builder("portmaster.requests.in.flight", requests, IntSupplier::getAsInt)
                .description("Requests that wait for an answer from the allocator.")
                .strongReference(true)
                .register(meters);
    }

    void showConnections(IntSupplier connections) {
        Gauge.builder("portmaster.connections.open", connections, IntSupplier::getAsInt)
                .description("Connections of clients and proxies.")
                .strongReference(true)
                .register(meters);
    }

    /** @param reason the label's value, which says what there was too much of */
    void showShed(String reason, LongSupplier requests) {
        counts.add(requests);
        FunctionCounter.builder("portmaster.requests.shed", requests, LongSupplier::getAsLong)
                .description("Requests refused as overloaded, by what there was too much of.")
                .tag("reason", reason)
                .register(meters);
    }

    /** @param phase the value of the label {@code due}: the phase that took the client too long */
    void showEnded(String phase, LongSupplier connections) {
        counts.add(connections);
        FunctionCounter.builder("portmaster.connections.ended", connections, LongSupplier::getAsLong)
                .description("Connections ended for a client that took too long, by what it had to do next.")
                .tag("due", phase)
                .register(meters);
    }
}

package io.portmaster.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.portmaster.allocation.LeaseListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Counts what becomes of clients' leases. All counters start at zero with the node, so that a rate sees the first event. None can
 * be called "created": Prometheus keeps that ending for itself.
 */
public final class LeaseMetrics implements LeaseListener {
    private final Counter created;
    private final Counter deleted;
    private final Counter expired;
    private final Map<Renewal, Counter> renewals = new EnumMap<>(Renewal.class);

    /** Not a number while nothing is known. */
    private volatile double live = Double.NaN;

    LeaseMetrics(MeterRegistry meters) {
        Gauge.builder("portmaster.leases", () -> live)
                .description("Clients' leases that are alive.")
                .register(meters);
        this.created = Counter.builder("portmaster.leases.granted")
                .description("Clients' leases that this node has created.")
                .register(meters);
        this.deleted = ended(meters, "deleted");
        this.expired = ended(meters, "expired");
        for (Renewal outcome : Renewal.values()) {
            renewals.put(
                    outcome,
                    Counter.builder("portmaster.lease.renewals")
                            .description("Renewals of clients' leases, by what the client was told.")
                            .tag("outcome", outcome.label())
                            .register(meters));
        }
    }

    private static Counter ended(MeterRegistry meters, String cause) {
        return Counter.builder("portmaster.leases.ended")
                .description(
                        "Clients' leases that a client has ended at this node, and those that this node has seen run out.")
                .tag("cause", cause)
                .register(meters);
    }

    /** @param leases how many live; negative while nothing is known. May be called from any thread */
    void update(int leases) {
        live = leases < 0 ? Double.NaN : leases;
    }

    @Override
    public void created() {
        created.increment();
    }

    @Override
    public void deleted() {
        deleted.increment();
    }

    @Override
    public void expired() {
        expired.increment();
    }

    @Override
    public void renewed(Renewal outcome) {
        Objects.requireNonNull(renewals.get(outcome)).increment();
    }
}

package io.portmaster.ops;

import io.portmaster.allocation.Census;
import io.portmaster.allocation.ServiceStatus;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code portmaster_ports{space,service,state}}: how many ports of each service are free, offered, allocated, cooling, reserved;
 * {@code portmaster_cooling_ports{space,service,reason}} for each service that has cooling ports, or had some since this node
 * counts; and {@code portmaster_offers_overdue{space}}. There may be thousands of services, so these go to Prometheus' library
 * directly: Micrometer's gauges cost some ten times as much.
 */
public final class PortMetrics implements MultiCollector {
    private static final MetricMetadata PORTS =
            new MetricMetadata("portmaster_ports", "Ports of a service's range, by state.");
    private static final MetricMetadata COOLING =
            new MetricMetadata("portmaster_cooling_ports", "Cooling ports of a service, by the reason why they cool.");
    private static final MetricMetadata OVERDUE = new MetricMetadata(
            "portmaster_offers_overdue",
            "Offers that stand though they should have ended: something keeps their leases alive.");

    /** The labels by service. They are made once for each service. */
    private Map<Name, ServiceLabels> labels = new HashMap<>();

    private MetricSnapshots current = new MetricSnapshots();

    /** @param byReason empty until a port of the service cools */
    private record ServiceLabels(
            Labels allocated,
            Labels cooling,
            Labels free,
            Labels offered,
            Labels reserved,
            Map<Cooling.Reason, Labels> byReason) {
        static ServiceLabels of(Space space, Name service) {
            return new ServiceLabels(
                    labels(space, service, "allocated"),
                    labels(space, service, "cooling"),
                    labels(space, service, "free"),
                    labels(space, service, "offered"),
                    labels(space, service, "reserved"),
                    new EnumMap<>(Cooling.Reason.class));
        }

        void showReasons(Space space, Name service) {
            for (Cooling.Reason reason : Cooling.Reason.values()) {
                byReason.put(
                        reason,
                        Labels.of("reason", reason.toString(), "service", service.value(), "space", space.name()));
            }
        }

        private static Labels labels(Space space, Name service, String state) {
            return Labels.of("service", service.value(), "space", space.name(), "state", state);
        }
    }

    /** @param census null if nothing is known; then nothing is shown */
    public synchronized void update(Space space, @Nullable Census census) {
        if (census == null) {
            labels = new HashMap<>();
            current = new MetricSnapshots();
            return;
        }
        Map<Name, ServiceLabels> former = labels;
        Map<Name, ServiceLabels> used = new HashMap<>();
        List<GaugeDataPointSnapshot> points = new ArrayList<>();
        List<GaugeDataPointSnapshot> cooling = new ArrayList<>();
        census.forEachService(status -> {
            Name name = status.entry().value().name();
            ServiceLabels known = former.get(name);
            ServiceLabels own = known == null ? ServiceLabels.of(space, name) : known;
            used.put(name, own);
            add(status, own, points);
            if (own.byReason().isEmpty() && status.ports().cooling() > 0) {
                own.showReasons(space, name);
            }
            if (!own.byReason().isEmpty()) {
                addReasons(census.cooling(status.entry().value()), own, cooling);
            }
        });
        labels = used;
        GaugeDataPointSnapshot overdue =
                new GaugeDataPointSnapshot(census.overdueOffers(), Labels.of("space", space.name()), null);
        current = new MetricSnapshots(
                new GaugeSnapshot(PORTS, points),
                new GaugeSnapshot(COOLING, cooling),
                new GaugeSnapshot(OVERDUE, List.of(overdue)));
    }

    private static void add(ServiceStatus status, ServiceLabels labels, List<GaugeDataPointSnapshot> points) {
        PortCounts ports = status.ports();
        points.add(new GaugeDataPointSnapshot(ports.allocated(), labels.allocated(), null));
        points.add(new GaugeDataPointSnapshot(ports.cooling(), labels.cooling(), null));
        points.add(new GaugeDataPointSnapshot(ports.free(), labels.free(), null));
        points.add(new GaugeDataPointSnapshot(ports.offered(), labels.offered(), null));
        points.add(new GaugeDataPointSnapshot(ports.reserved(), labels.reserved(), null));
    }

    private static void addReasons(
            Map<Cooling.Reason, Integer> counts, ServiceLabels labels, List<GaugeDataPointSnapshot> points) {
        labels.byReason()
                .forEach((reason, own) ->
                        points.add(new GaugeDataPointSnapshot(counts.getOrDefault(reason, 0), own, null)));
    }

    @Override
    public synchronized MetricSnapshots collect() {
        return current;
    }

    @Override
    public List<String> getPrometheusNames() {
        return List.of(PORTS.getPrometheusName(), COOLING.getPrometheusName(), OVERDUE.getPrometheusName());
    }
}

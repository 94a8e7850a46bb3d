package io.portmaster.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.portmaster.allocation.ServiceStatus;
import io.portmaster.domain.PortCounts;
import java.util.List;
import java.util.stream.Stream;

/** {@code portmaster_ports{space,service,state}}: how many ports of each service are free, offered, allocated. */
public final class PortMetrics {
    private final MultiGauge gauge;

    PortMetrics(MeterRegistry meters) {
        this.gauge = MultiGauge.builder("portmaster.ports")
                .description("Ports of a service's range, by state")
                .register(meters);
    }

    /** Takes these for all services there are. */
    public void update(String space, List<ServiceStatus> services) {
        gauge.register(
                services.stream().flatMap(service -> rows(space, service)).toList(), true);
    }

    private static Stream<Row<?>> rows(String space, ServiceStatus status) {
        Tags tags =
                Tags.of("space", space, "service", status.entry().value().name().value());
        PortCounts ports = status.ports();
        return Stream.of(
                Row.of(tags.and("state", "free"), ports.free()),
                Row.of(tags.and("state", "offered"), ports.offered()),
                Row.of(tags.and("state", "allocated"), ports.allocated()));
    }
}

package io.portmaster.cli.services;

import io.portmaster.cli.output.Age;
import io.portmaster.cli.output.Column;
import io.portmaster.cli.output.View;
import io.portmaster.domain.PortSet;
import io.portmaster.wire.ServiceBody;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Shows services. */
final class ServiceView {
    private static final Column<ServiceBody> NAME = Column.word("NAME", ServiceBody::name);
    private static final Column<ServiceBody> RANGES = Column.word("RANGES", service -> text(service.ranges()));
    private static final Column<ServiceBody> ALLOCATED =
            Column.number("ALLOCATED", service -> service.ports().allocated());
    private static final Column<ServiceBody> OFFERED =
            Column.number("OFFERED", service -> service.ports().offered());
    private static final Column<ServiceBody> COOLING =
            Column.number("COOLING", service -> service.ports().cooling());
    private static final Column<ServiceBody> FREE =
            Column.number("FREE", service -> service.ports().free());
    private static final Column<ServiceBody> DESCRIPTION =
            Column.prose("DESCRIPTION", service -> service.description() == null ? "" : service.description());

    private ServiceView() {}

    /** @param now from which ages count */
    static View<ServiceBody> at(Instant now) {
        return new View<>(
                List.of(NAME, RANGES, ALLOCATED, OFFERED, COOLING, FREE, DESCRIPTION),
                List.of(
                        NAME,
                        DESCRIPTION,
                        RANGES,
                        Column.word("RESERVED", service -> text(service.reserved())),
                        Column.word("REUSE DELAY", service -> service.reuseDelay() + "s"),
                        Column.word("BUSY DELAY", service -> service.busyDelay() + "s"),
                        Column.word("OFFER TTL", service -> service.offerTtl() == null ? "" : service.offerTtl() + "s"),
                        Column.word("CREATED", service -> Age.moment(service.created(), now)),
                        Column.number("TOTAL", service -> service.ports().total()),
                        ALLOCATED,
                        OFFERED,
                        COOLING,
                        FREE),
                service -> List.of(service.name()),
                service -> List.of());
    }

    private static String text(PortSet ports) {
        return ports.ranges().stream()
                .map(range -> range.start() == range.end() ? "" + range.start() : range.start() + "-" + range.end())
                .collect(Collectors.joining(","));
    }
}

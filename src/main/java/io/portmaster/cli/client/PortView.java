package io.portmaster.cli.client;

import io.portmaster.cli.output.Age;
import io.portmaster.cli.output.Column;
import io.portmaster.cli.output.Style;
import io.portmaster.cli.output.View;
import io.portmaster.domain.Secret;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.PortBody;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows ports in use: offers, allocations and cooling ports. */
public final class PortView {
    private static final Column<PortBody> SERVICE = Column.word("SERVICE", PortBody::service);
    private static final Column<PortBody> NAME = Column.word("NAME", PortBody::name);
    private static final Column<PortBody> PORT = Column.number("PORT", PortBody::port);
    private static final Column<PortBody> STATE =
            Column.<PortBody>word("STATE", PortBody::state).styled(PortView::style);
    private static final Column<PortBody> LABELS = Column.prose("LABELS", PortView::labels);

    private PortView() {}

    /** @param now from which ages count */
    public static View<PortBody> at(Instant now) {
        return new View<>(
                List.of(
                        SERVICE,
                        NAME,
                        PORT,
                        STATE,
                        Column.word("AGE", port -> Age.between(port.created(), now)),
                        Column.word("ENDS", port -> end(port, now)),
                        LABELS),
                List.of(
                        SERVICE,
                        NAME,
                        PORT,
                        STATE,
                        Column.word("SECRET", PortView::secret),
                        Column.word("CREATED", port -> Age.moment(port.created(), now)),
                        Column.word("ENDS", port -> end(port, now)),
                        Column.word("REVISION", PortView::revision),
                        LABELS),
                port -> List.of(port.service() + "/" + (port instanceof CoolingBody ? port.port() : port.name())),
                port -> List.of(port.port()));
    }

    private static Style style(PortBody port) {
        return port instanceof AllocationBody ? Style.GREEN : port instanceof OfferBody ? Style.YELLOW : Style.CYAN;
    }

    /** What ends the state of the port by itself, and in which time. */
    private static String end(PortBody port, Instant now) {
        if (port instanceof OfferBody offer) {
            return "in " + Age.between(now, offer.expires());
        }
        if (port instanceof CoolingBody cooling) {
            return (cooling.until() == null ? "" : "in " + Age.between(now, cooling.until()) + ", ") + cooling.reason();
        }
        String lease = ((AllocationBody) port).lease();
        return lease == null ? "" : "lease " + lease;
    }

    private static String secret(PortBody port) {
        Secret secret = port instanceof HoldingBody holding ? holding.secret() : null;
        return secret == null ? "" : secret.reveal();
    }

    private static String revision(PortBody port) {
        return port instanceof AllocationBody allocation && allocation.revision() > 0
                ? Long.toString(allocation.revision())
                : "";
    }

    private static String labels(PortBody port) {
        return port instanceof HoldingBody holding ? text(holding.labels()) : "";
    }

    /** Labels as an option has them, separated by commas. */
    public static String text(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }
}

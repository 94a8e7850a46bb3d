package io.portmaster.cli.leases;

import io.portmaster.cli.client.PortView;
import io.portmaster.cli.output.Age;
import io.portmaster.cli.output.Column;
import io.portmaster.cli.output.View;
import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseBody.LeasedPort;
import java.time.Instant;
import java.util.List;

/** Shows leases. */
final class LeaseView {
    private static final Column<LeasedPort> SERVICE = Column.word("SERVICE", LeasedPort::service);
    private static final Column<LeasedPort> NAME = Column.word("NAME", LeasedPort::name);
    private static final Column<LeasedPort> PORT = Column.number("PORT", LeasedPort::port);

    /** The allocations on a lease. */
    static final View<LeasedPort> ALLOCATIONS = new View<>(
            List.of(SERVICE, NAME, PORT),
            List.of(SERVICE, NAME, PORT),
            port -> List.of(port.service() + "/" + port.name()),
            port -> List.of(port.port()));

    private LeaseView() {}

    /** @param now from which ages count */
    static View<LeaseBody> at(Instant now) {
        Column<LeaseBody> lease = Column.word("LEASE", LeaseBody::lease);
        Column<LeaseBody> ttl = Column.word("TTL", body -> body.ttl() + "s");
        Column<LeaseBody> linger = Column.word("LINGER", body -> body.linger() + "s");
        Column<LeaseBody> labels = Column.prose("LABELS", body -> PortView.text(body.labels()));
        return new View<>(
                List.of(lease, ttl, linger, Column.word("AGE", body -> Age.between(body.created(), now)), labels),
                List.of(
                        lease,
                        ttl,
                        linger,
                        Column.word("CREATED", body -> Age.moment(body.created(), now)),
                        Column.word("ENDS", body -> end(body, now)),
                        labels),
                body -> List.of(body.lease()),
                body -> body.allocations() == null
                        ? List.of()
                        : body.allocations().stream().map(LeasedPort::port).toList());
    }

    private static String end(LeaseBody lease, Instant now) {
        Instant expires = lease.expires();
        return expires == null ? "" : "in " + Age.between(now, expires) + " unless it is renewed";
    }
}

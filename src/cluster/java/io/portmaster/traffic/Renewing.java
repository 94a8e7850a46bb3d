package io.portmaster.traffic;

import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseDefinitionBody;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The requests on an agent's leases. */
final class Renewing {
    private static final int MOST = 2;
    private static final int TTL = 5;
    private static final int SHORTEST_LINGER = 5;

    private final Belongings mine;
    private final Random random;

    Renewing(Belongings mine) {
        this.mine = mine;
        this.random = mine.random();
    }

    void create() {
        if (mine.leases().size() == MOST) {
            return;
        }
        int linger = SHORTEST_LINGER + random.nextInt(3);
        Exchange<LeaseBody> exchange = mine.ask(
                "create lease",
                node -> node.leases().create(new LeaseDefinitionBody(TTL, linger, Map.of())).body());
        if (exchange.isYes()) {
            mine.leases().add(new LeaseTerm(exchange.body(), exchange.asked()));
        } else {
            mine.accuse(exchange, "no lease");
        }
    }

    /** Renews the leases whose time it is. */
    void renewAll() {
        List.copyOf(mine.leases()).stream().filter(LeaseTerm::isDue).forEach(this::renew);
    }

    private void renew(LeaseTerm lease) {
        Exchange<LeaseBody> exchange =
                mine.ask("renew", node -> node.leases().renew(lease.id()).body());
        if (exchange.isYes()) {
            lease.renew(exchange.asked());
        } else {
            accuseUnlessOver(lease, exchange);
            mine.lapse(lease);
        }
    }

    private void accuseUnlessOver(LeaseTerm lease, Exchange<?> exchange) {
        boolean over = "lease-not-found".equals(exchange.refusal()) && exchange.answered() > lease.until();
        if (!over && !exchange.repeated()) {
            mine.accuse(exchange, "lost before its time: " + lease);
        }
    }

    /** Ends a lease with all that is on it. */
    void end() {
        LeaseTerm lease = mine.anyLease();
        if (lease == null) {
            return;
        }
        Exchange<Boolean> exchange = mine.order("end lease", node -> node.leases().end(lease.id()));
        mine.leases().remove(lease);
        if (exchange.isYes() || exchange.repeated()) {
            mine.on(lease).forEach(grant -> mine.release(grant, exchange));
        } else {
            accuseUnlessOver(lease, exchange);
            mine.lapse(lease);
        }
    }

    /** Stops to renew a lease, as an agent does that has died. */
    void lose() {
        LeaseTerm lease = mine.anyLease();
        if (lease != null) {
            mine.lapse(lease);
        }
    }
}

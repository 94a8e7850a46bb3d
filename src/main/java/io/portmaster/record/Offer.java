package io.portmaster.record;

import io.portmaster.domain.Name;
import java.time.Instant;

/**
 * A port reserved for a name until it is accepted, rejected, or its lease runs out.
 *
 * @param ttl seconds that the offer stands at least, counted from {@code created}
 */
public record Offer(int port, Name service, Name name, Instant created, int ttl, Receipt receipt, FormatVersion version)
        implements Holding {
    /**
     * So many seconds an offer may stand past its time, with all well: up to 5 s because it shares its lease with later offers, and
     * the rest for etcd, which looks for ended leases now and then, and for clocks that differ.
     */
    public static final int SLACK = 10;

    /** As this program writes it. */
    public Offer(int port, Name service, Name name, Instant created, int ttl, Receipt receipt) {
        this(port, service, name, created, ttl, receipt, FormatVersion.V1);
    }

    @Override
    public State state() {
        return State.OFFERED;
    }

    /** When the promise ends, by the clock that {@code created} was read from. etcd's lease decides, a little later. */
    public Instant expires() {
        return created.plusSeconds(ttl);
    }

    /** Whether it stands at {@code now} though its lease should have ended: something keeps that alive. */
    public boolean isOverdue(Instant now) {
        return expires().plusSeconds(SLACK).isBefore(now);
    }

    /** This offer, accepted at {@code now}. It keeps its receipt, so that a repeated accept is recognised. */
    public Allocation accepted(Instant now) {
        return new Allocation(port, service, name, now, receipt);
    }
}

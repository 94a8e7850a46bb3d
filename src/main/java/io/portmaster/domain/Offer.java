package io.portmaster.domain;

import java.time.Instant;

/**
 * A port reserved for a name until it is accepted, rejected, or its lease runs out.
 *
 * @param ttl seconds that the offer stands at least, counted from {@code created}
 */
public record Offer(int port, Name service, Name name, Instant created, int ttl, Receipt receipt) implements Holding {
    @Override
    public State state() {
        return State.OFFERED;
    }

    /** When the promise ends, by the clock that {@code created} was read from. etcd's lease decides, a little later. */
    public Instant expires() {
        return created.plusSeconds(ttl);
    }

    /** This offer, accepted at {@code now}. It keeps its receipt, so that a repeated accept is recognised. */
    public Allocation accepted(Instant now) {
        return new Allocation(port, service, name, now, receipt);
    }
}

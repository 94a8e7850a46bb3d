package io.portmaster.record;

import io.portmaster.domain.Name;
import java.time.Instant;

/**
 * A port that is reserved for a name until the offer is accepted or rejected, or its lease ends.
 *
 * @param ttl seconds that the offer lasts at least, counted from {@code created}
 */
public record Offer(int port, Name service, Name name, Instant created, int ttl, Receipt receipt, FormatVersion version)
        implements Holding {
    /**
     * An offer may last this many seconds past its time although all is well: up to 5 s because it shares its lease with later
     * offers, and the rest because etcd looks for ended leases only now and then, and because clocks differ.
     */
    public static final int SLACK = 10;

    /** Makes a record of the version that this program writes. */
    public Offer(int port, Name service, Name name, Instant created, int ttl, Receipt receipt) {
        this(port, service, name, created, ttl, receipt, FormatVersion.V1);
    }

    @Override
    public State state() {
        return State.OFFERED;
    }

    /** When the promise ends, by the clock that set {@code created}. etcd ends the lease a little later. */
    public Instant expires() {
        return created.plusSeconds(ttl);
    }

    /**
     * Whether the offer's lease should have ended by {@code now}. If the offer still stands, something keeps the lease alive.
     */
    public boolean isOverdue(Instant now) {
        return expires().plusSeconds(SLACK).isBefore(now);
    }

    /** The allocation that this offer becomes. It keeps the receipt, so that a repeated accept is recognised. */
    public Allocation accepted(Instant now) {
        return new Allocation(port, service, name, now, receipt);
    }
}

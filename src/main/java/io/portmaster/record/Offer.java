package io.portmaster.record;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A port that is reserved for a name until the offer is accepted or rejected, or its lease ends.
 *
 * @param ttl seconds that the offer lasts at least, counted from {@code created}
 */
public record Offer(
        int port,
        Name service,
        Name name,
        Instant created,
        int ttl,
        Receipt receipt,
        Labels labels,
        @Nullable Group group,
        FormatVersion version)
        implements Holding {
    /**
     * An offer may last this many seconds past its time although all is well, and a tenth of its time besides: up to 5 s and that
     * tenth because it shares its lease with other offers, and the rest because etcd looks for ended leases only now and then, and
     * because clocks differ.
     */
    public static final int SLACK = 10;

    /** Makes a record of the lowest version that can hold it. */
    public Offer(
            int port,
            Name service,
            Name name,
            Instant created,
            int ttl,
            Receipt receipt,
            Labels labels,
            @Nullable Group group) {
        this(
                port,
                service,
                name,
                created,
                ttl,
                receipt,
                labels,
                group,
                FormatVersion.lowest(!labels.isEmpty() || group != null));
    }

    /** Makes a record without labels and group. */
    public Offer(int port, Name service, Name name, Instant created, int ttl, Receipt receipt) {
        this(port, service, name, created, ttl, receipt, Labels.EMPTY, null);
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
        return expires().plusSeconds(SLACK + ttl / 10).isBefore(now);
    }

    /** The allocation, on no lease, that this offer becomes. It keeps the receipt, so that a repeated accept is recognised. */
    public Allocation accepted(Instant now) {
        return accepted(now, null);
    }

    /** The allocation on that lease that this offer becomes; null for no lease. */
    public Allocation accepted(Instant now, @Nullable Lease lease) {
        return new Allocation(port, service, name, now, receipt, labels, group, lease);
    }
}

package io.portmaster.record;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An accepted offer: the port belongs to the name until it is released, or until its lease ends.
 *
 * @param created when the offer was accepted. A move to another lease keeps it
 * @param lease the client's lease that the allocation is on; null for none
 */
public record Allocation(
        int port,
        Name service,
        Name name,
        Instant created,
        Receipt receipt,
        Labels labels,
        @Nullable Group group,
        @Nullable Lease lease,
        FormatVersion version)
        implements Holding {
    /** Makes a record of the lowest version that can hold it. */
    public Allocation(
            int port,
            Name service,
            Name name,
            Instant created,
            Receipt receipt,
            Labels labels,
            @Nullable Group group,
            @Nullable Lease lease) {
        this(
                port,
                service,
                name,
                created,
                receipt,
                labels,
                group,
                lease,
                FormatVersion.lowest(!labels.isEmpty() || group != null || lease != null));
    }

    /** Makes a record without labels, group and lease. */
    public Allocation(int port, Name service, Name name, Instant created, Receipt receipt) {
        this(port, service, name, created, receipt, Labels.EMPTY, null, null);
    }

    @Override
    public State state() {
        return State.ALLOCATED;
    }

    /** The same allocation on that lease; null takes it off. */
    public Allocation on(@Nullable Lease other) {
        return new Allocation(port, service, name, created, receipt, labels, group, other);
    }
}

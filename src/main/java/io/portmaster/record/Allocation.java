package io.portmaster.record;

import io.portmaster.domain.Name;
import java.time.Instant;

/** An accepted offer: the port belongs to the name until it is released. */
public record Allocation(int port, Name service, Name name, Instant created, Receipt receipt, FormatVersion version)
        implements Holding {
    /** Makes a record of the version that this program writes. */
    public Allocation(int port, Name service, Name name, Instant created, Receipt receipt) {
        this(port, service, name, created, receipt, FormatVersion.V1);
    }

    @Override
    public State state() {
        return State.ALLOCATED;
    }
}

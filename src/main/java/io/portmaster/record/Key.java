package io.portmaster.record;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;

/** The identity of a record. Each store spells keys in its own way. */
public sealed interface Key {
    /** The key of a record that belongs to a space. */
    sealed interface InSpace extends Key {
        Space space();
    }

    /** Holds a {@link Service}. */
    record ServiceKey(Space space, Name service) implements InSpace {}

    /** Holds a {@link Holding}: the only truth about a port. */
    record PortKey(Space space, int port) implements InSpace {}

    /** Holds a {@link Cooling}. The port cools while it has this key and no {@link PortKey}. */
    record CoolingKey(Space space, int port) implements InSpace {}

    /** Holds an {@link Value.Index}, and makes the name unique among offers. */
    record OfferIndex(Space space, Name service, Name name) implements InSpace {}

    /** Holds an {@link Value.Index}, and makes the name unique among allocations. */
    record InstanceIndex(Space space, Name service, Name name) implements InSpace {}

    /** The key of a record of a client's lease, which belongs to no space. */
    sealed interface OfLease extends Key {
        /** The client's lease, also for the key that is on its companion. */
        Lease lease();
    }

    /** Holds a {@link ClientLease}. It is on the lease itself, and so stands while the lease lives. */
    record LeaseAnchor(Lease lease) implements OfLease {}

    /** Holds a {@link Value.Presence}. It is on the lease's {@linkplain Lease#companion companion}. */
    record CompanionAnchor(Lease lease) implements OfLease {}
}

package io.portmaster.record;

import io.portmaster.domain.Name;

/** The identity of a record within a space. How it is spelled in a store is the store's own affair. */
public sealed interface Key {
    /** Holds a {@link Service}. */
    record ServiceKey(Name service) implements Key {}

    /** Holds a {@link Holding}: the only truth about a port. */
    record PortKey(int port) implements Key {}

    /** Holds an {@link Index}, and makes the name unique among offers. */
    record OfferIndex(Name service, Name name) implements Key {}

    /** Holds an {@link Index}, and makes the name unique among allocations. */
    record InstanceIndex(Name service, Name name) implements Key {}
}

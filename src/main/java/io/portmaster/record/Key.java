package io.portmaster.record;

import io.portmaster.domain.Name;
import io.portmaster.domain.Space;

/** The identity of a record: its space, and its place in the space. Each store spells keys in its own way. */
public sealed interface Key {
    Space space();

    /** Holds a {@link Service}. */
    record ServiceKey(Space space, Name service) implements Key {}

    /** Holds a {@link Holding}: the only truth about a port. */
    record PortKey(Space space, int port) implements Key {}

    /** Holds an {@link Index}, and makes the name unique among offers. */
    record OfferIndex(Space space, Name service, Name name) implements Key {}

    /** Holds an {@link Index}, and makes the name unique among allocations. */
    record InstanceIndex(Space space, Name service, Name name) implements Key {}
}

package io.portmaster.record;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;

/** Neighbouring keys of one kind in one space, which a store can compare or delete in one operation. */
public sealed interface KeyRange {
    Space space();

    /** The keys of all services of a space. */
    record Services(Space space) implements KeyRange {}

    /** The keys of the ports in a range. */
    record Ports(Space space, PortRange ports) implements KeyRange {}

    /** The keys of the cooling ports in a range. */
    record Cooling(Space space, PortRange ports) implements KeyRange {}

    /** The index keys of all offers of a service. */
    record Offers(Space space, Name service) implements KeyRange {}

    /** The index keys of all allocations of a service. */
    record Instances(Space space, Name service) implements KeyRange {}
}

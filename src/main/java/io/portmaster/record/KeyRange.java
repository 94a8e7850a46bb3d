package io.portmaster.record;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;

/** Neighbouring keys of one kind, which a store can compare or delete in one operation. */
public sealed interface KeyRange {
    /** The keys of all services. */
    record Services() implements KeyRange {}

    /** The keys of the ports in a range. */
    record Ports(PortRange ports) implements KeyRange {}

    /** The index keys of all offers of a service. */
    record Offers(Name service) implements KeyRange {}

    /** The index keys of all allocations of a service. */
    record Instances(Name service) implements KeyRange {}
}

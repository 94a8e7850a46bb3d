package io.portmaster.allocation;

import io.portmaster.domain.Lease;

/** The client's lease that an allocation is to be on. */
public sealed interface LeaseWish {
    /** The request says nothing of leases: a new allocation is on none, and an old one stays where it is. */
    record Unchanged() implements LeaseWish {}

    /** The allocation is to be on no lease. */
    record OnNone() implements LeaseWish {}

    /** The allocation is to end with that lease. */
    record On(Lease lease) implements LeaseWish {}

    LeaseWish UNCHANGED = new Unchanged();
}

package io.portmaster.allocation;

import io.portmaster.domain.Lease;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;
import io.portmaster.registry.Registry;

/** A client's lease, and the allocations that are on it. */
record LeaseQuery(Lease lease) {
    /** @throws RefusedException if the lease has ended, or if its anchor can't be read */
    LeaseContent answer(Registry registry) {
        Entry<ClientLease> anchor = registry.leases().lease(lease);
        if (anchor == null) {
            throw new RefusedException(Refusals.missing(registry, lease));
        }
        return new LeaseContent(new LeaseStatus(lease, anchor.value(), null), registry.allocationsOn(lease));
    }
}

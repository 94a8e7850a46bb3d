package io.portmaster.registry;

import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;

/** Hears of each client's lease that ends while the registry follows the store, but not of those that a new list lacks. */
public interface LeaseEndListener {
    /** @param anchor the lease's anchor, as it was last seen */
    void leaseEnded(Entry<ClientLease> anchor);
}

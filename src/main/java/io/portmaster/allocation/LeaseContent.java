package io.portmaster.allocation;

import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import java.time.Instant;
import java.util.List;

/** A client's lease, and the allocations that are on it, by space and port. */
public record LeaseContent(LeaseStatus status, List<Entry<Allocation>> allocations) {
    /** The same, of a lease that ends then unless it is renewed. */
    LeaseContent expiring(Instant expires) {
        return new LeaseContent(new LeaseStatus(status.lease(), status.record(), expires), allocations);
    }
}

package io.portmaster.allocation;

import io.portmaster.domain.Lease;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.registry.Registry;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The leases of clients, in the order of their numbers.
 *
 * @param after only leases above this one; {@link Lease#NONE} for all
 * @param labels the leases must have all of these
 */
record LeaseListQuery(Lease after, int limit, Map<String, String> labels) {
    Page<LeaseStatus> answer(Registry registry) {
        return Page.of(
                StreamSupport.stream(registry.leases().above(after.id()).spliterator(), false)
                        .filter(anchor -> anchor.value().labels().contain(labels))
                        .map(LeaseListQuery::status)
                        .iterator(),
                limit);
    }

    private static LeaseStatus status(Entry<ClientLease> anchor) {
        return new LeaseStatus(((Key.LeaseAnchor) anchor.key()).lease(), anchor.value(), null);
    }
}

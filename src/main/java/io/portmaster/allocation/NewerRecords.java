package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.registry.SpaceRecords;
import io.portmaster.registry.View;
import org.jspecify.annotations.Nullable;

/**
 * Refuses changes that only a newer release can make: of a record whose format version this one doesn't know, and in a service
 * whose own record has such a version. What a newer release has promised with such a record, such as a port's rest, this one
 * would break without knowing.
 */
final class NewerRecords {
    private NewerRecords() {}

    /** Why nothing in that service may be changed; null if its record is known, or if there is none. */
    static @Nullable Refusal refusal(View view, Name service) {
        return refusal("service " + service, view.entry(new Key.ServiceKey(view.space(), service)));
    }

    /** Why that offer or allocation may not be changed; null if it may be. */
    static @Nullable Refusal refusal(View view, Holding holding) {
        Refusal ofService = refusal(view, holding.service());
        return ofService != null || !holding.version().isNewer()
                ? ofService
                : new Refusal.RecordNewer("port " + holding.port(), holding.version());
    }

    /** Why the ports of that range may not be emptied by force: the first of them with a newer record; null if there is none. */
    static @Nullable Refusal refusalOfEmptying(SpaceRecords records, PortRange range) {
        for (int port : records.occupiedPorts(range, range.size())) {
            Refusal refusal = refusal("port " + port, records.entry(new Key.PortKey(records.space(), port)));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private static @Nullable Refusal refusal(String what, @Nullable Entry<?> entry) {
        return entry != null && entry.value().version().isNewer()
                ? new Refusal.RecordNewer(what, entry.value().version())
                : null;
    }
}

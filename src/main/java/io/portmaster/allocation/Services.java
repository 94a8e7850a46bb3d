package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.registry.SpaceRecords;
import io.portmaster.registry.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operations say of services: that one isn't there, or can't have a range. */
final class Services {
    private Services() {}

    /** Why there is no such service in this view. */
    static Refusal missing(View view, Name name) {
        return view.entry(new Key.ServiceKey(view.space(), name)) == null
                ? new Refusal.ServiceNotFound(name)
                : unreadable(name);
    }

    /** @throws RefusedException if there is no such service */
    static Entry<Service> existing(SpaceRecords records, Name name) {
        Entry<Service> service = records.service(name);
        if (service == null) {
            throw new RefusedException(missing(records, name));
        }
        return service;
    }

    /** Why this service can't have that range, or null if it can. */
    static @Nullable Refusal refusalOfRange(SpaceRecords records, Name name, PortRange range) {
        Name unreadable = records.unreadableService();
        if (unreadable != null) {
            // Nobody knows its range.
            return unreadable(unreadable);
        }
        List<Service> inTheWay = records.services().stream()
                .map(Entry::value)
                .filter(other -> !other.name().equals(name) && other.range().overlaps(range))
                .limit(Refusal.MAX_NAMED)
                .toList();
        return inTheWay.isEmpty() ? null : new Refusal.RangeOverlap(range, inTheWay);
    }

    private static Refusal unreadable(Name name) {
        return new Refusal.RecordUnreadable("service " + name);
    }
}

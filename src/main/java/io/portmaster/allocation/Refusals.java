package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.registry.View;
import org.jspecify.annotations.Nullable;

/** The refusals that several operations have in common: of a service that isn't there, and of records of a newer release. */
final class Refusals {
    private Refusals() {}

    /** Why there is no such service in this view: nobody has created it, or its record can't be read. */
    static Refusal missing(View view, Name service) {
        return view.entry(new Key.ServiceKey(view.space(), service)) == null
                ? new Refusal.ServiceNotFound(service)
                : unreadable(service);
    }

    static Refusal unreadable(Name service) {
        return new Refusal.RecordUnreadable("service " + service);
    }

    /** Why nothing in that service may be changed: a newer release has written its record. Null if none has. */
    static @Nullable Refusal newer(View view, Name service) {
        Entry<?> entry = view.entry(new Key.ServiceKey(view.space(), service));
        return entry == null || !entry.value().version().isNewer()
                ? null
                : new Refusal.RecordNewer("service " + service, entry.value().version());
    }

    /** Why that offer or allocation may not be changed: a newer release has written it, or its service. Null if none has. */
    static @Nullable Refusal newer(View view, Holding holding) {
        Refusal ofService = newer(view, holding.service());
        return ofService == null ? newer(holding.port(), holding.version()) : ofService;
    }

    /** Why the record of that port may not be changed: a newer release has written it. Null if none has. */
    static @Nullable Refusal newer(int port, FormatVersion version) {
        return version.isNewer() ? new Refusal.RecordNewer("port " + port, version) : null;
    }
}

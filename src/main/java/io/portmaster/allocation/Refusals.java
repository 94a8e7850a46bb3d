package io.portmaster.allocation;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refusals that several operations share: the service isn't there, or a newer release has written a record. */
final class Refusals {
    private Refusals() {}

    /** The refusal that says why there is no such service: nobody has created it, or its record can't be read. */
    static Refusal missing(SpaceView view, Name service) {
        return view.entry(new Key.ServiceKey(view.space(), service)) == null
                ? new Refusal.ServiceNotFound(service)
                : unreadable(service);
    }

    /** The refusal that says why there is no such lease: it has ended, or an anchor of it can't be read. */
    static Refusal missing(Registry registry, Lease lease) {
        Entry<?> anchor = registry.entry(new Key.LeaseAnchor(lease));
        boolean readable = isReadable(anchor) && isReadable(registry.entry(new Key.CompanionAnchor(lease)));
        return anchor == null || readable
                ? new Refusal.LeaseNotFound(lease)
                : new Refusal.RecordUnreadable("lease " + lease.text());
    }

    private static boolean isReadable(@Nullable Entry<?> entry) {
        return entry == null || !(entry.value() instanceof Value.Unreadable);
    }

    /** The refusal of any change of the lease, if a newer release has written its anchor; otherwise null. */
    static @Nullable Refusal newer(Entry<ClientLease> anchor) {
        FormatVersion version = anchor.value().version();
        Lease lease = ((Key.LeaseAnchor) anchor.key()).lease();
        return version.isNewer() ? new Refusal.RecordNewer("lease " + lease.text(), version) : null;
    }

    /** The refusal that names the port, if its holding's or its cooling's record can't be read; otherwise null. */
    static @Nullable Refusal unreadable(SpaceView view, int port) {
        boolean readable = isReadable(view.entry(new Key.PortKey(view.space(), port)))
                && isReadable(view.entry(new Key.CoolingKey(view.space(), port)));
        return readable ? null : new Refusal.RecordUnreadable("port " + port);
    }

    static Refusal unreadable(Name service) {
        return new Refusal.RecordUnreadable("service " + service);
    }

    /** The refusal of any change in the service, if a newer release has written its record; otherwise null. */
    static @Nullable Refusal newer(SpaceView view, Name service) {
        Entry<?> entry = view.entry(new Key.ServiceKey(view.space(), service));
        return entry == null || !entry.value().version().isNewer()
                ? null
                : new Refusal.RecordNewer("service " + service, entry.value().version());
    }

    /**
     * The refusal of a change of the holding, if a newer release has written it, its service, or the cooling record of its port;
     * otherwise null.
     */
    static @Nullable Refusal newer(SpaceView view, Holding holding) {
        Refusal ofService = newer(view, holding.service());
        if (ofService != null) {
            return ofService;
        }
        Refusal ofPort = newer(holding.port(), holding.version());
        return ofPort == null ? newerCooling(view, holding.port()) : ofPort;
    }

    private static @Nullable Refusal newerCooling(SpaceView view, int port) {
        Entry<?> cooling = view.entry(new Key.CoolingKey(view.space(), port));
        return cooling == null ? null : newer(port, cooling.value().version());
    }

    /** The refusal of a change of all the holdings, see {@link #newer(SpaceView, Holding)}. */
    static @Nullable Refusal newer(SpaceView view, List<? extends Entry<? extends Holding>> holdings) {
        for (Entry<? extends Holding> holding : holdings) {
            Refusal newer = newer(view, holding.value());
            if (newer != null) {
                return newer;
            }
        }
        return null;
    }

    /** The refusal of a change of the port's record, if a newer release has written it; otherwise null. */
    static @Nullable Refusal newer(int port, FormatVersion version) {
        return version.isNewer() ? new Refusal.RecordNewer("port " + port, version) : null;
    }
}

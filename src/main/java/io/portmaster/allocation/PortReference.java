package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import io.portmaster.registry.View;
import org.jspecify.annotations.Nullable;

/** How a client points at a port of a service: by its number, or by the name that holds it. */
public sealed interface PortReference {
    record ByNumber(int port) implements PortReference {
        @Override
        public String toString() {
            return Integer.toString(port);
        }
    }

    record ByName(Name name) implements PortReference {
        @Override
        public String toString() {
            return name.toString();
        }
    }

    /** Why there is no allocation: nobody has the port, it is only offered, or nobody can tell. */
    default Refusal missing(View view, Name service) {
        Refusal unreadable = unreadable(view, service);
        if (unreadable != null) {
            return unreadable;
        }
        Entry<Holding> found = in(view, service);
        return new Refusal.PortNotFound(
                toString(),
                found != null && found.value().state() == Holding.State.OFFERED
                        ? found.value().port()
                        : null);
    }

    /** That a record which would tell can't be read; null if all can. */
    default @Nullable Refusal unreadable(View view, Name service) {
        if (this instanceof ByNumber number) {
            return unreadable(view, number.port());
        }
        Name name = ((ByName) this).name();
        Entry<?> index = view.indexOf(service, name);
        if (index == null) {
            return null;
        }
        return index.value() instanceof Value.Index port
                ? unreadable(view, port.port())
                : new Refusal.RecordUnreadable("the name " + name);
    }

    /** Why nobody has that port, whatever the service. */
    static Refusal free(View view, int port) {
        Refusal unreadable = unreadable(view, port);
        return unreadable == null ? new Refusal.PortNotFound(Integer.toString(port), null) : unreadable;
    }

    private static @Nullable Refusal unreadable(View view, int port) {
        Entry<?> entry = view.entry(new Key.PortKey(view.space(), port));
        return entry != null && entry.value() instanceof Value.Unreadable
                ? new Refusal.RecordUnreadable("port " + port)
                : null;
    }

    /** What stands there, offered or allocated, in that service only. */
    default @Nullable Entry<Holding> in(View view, Name service) {
        if (this instanceof ByNumber number) {
            Entry<Holding> found = view.holding(number.port());
            return found == null || !found.value().service().equals(service) ? null : found;
        }
        return view.holdingByName(service, ((ByName) this).name());
    }
}

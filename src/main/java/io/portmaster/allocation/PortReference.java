package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import io.portmaster.registry.SpaceView;
import org.jspecify.annotations.Nullable;

/** A client's reference to a port of a service: by its number, or by the name that holds it. */
public sealed interface PortReference {
    /** The port's offer or allocation, if it is in that service. */
    @Nullable
    Entry<Holding> in(SpaceView view, Name service);

    /** The refusal that names a record which can't be read, and without which nobody can tell. Null if all can be read. */
    @Nullable
    Refusal unreadable(SpaceView view, Name service);

    /** The refusal that says why there is no allocation: nobody has the port, it is only offered, or a record can't be read. */
    default Refusal missing(SpaceView view, Name service) {
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

    record ByNumber(int port) implements PortReference {
        @Override
        public @Nullable Entry<Holding> in(SpaceView view, Name service) {
            Entry<Holding> found = view.holding(port);
            return found == null || !found.value().service().equals(service) ? null : found;
        }

        @Override
        public @Nullable Refusal unreadable(SpaceView view, Name service) {
            return unreadable(view);
        }

        /** The refusal that says that the port is free in every service. */
        Refusal free(SpaceView view) {
            Refusal unreadable = Refusals.unreadable(view, port);
            return unreadable == null ? new Refusal.PortNotFound(toString()) : unreadable;
        }

        private @Nullable Refusal unreadable(SpaceView view) {
            Entry<?> entry = view.entry(new Key.PortKey(view.space(), port));
            return entry != null && entry.value() instanceof Value.Unreadable
                    ? new Refusal.RecordUnreadable("port " + port)
                    : null;
        }

        @Override
        public String toString() {
            return Integer.toString(port);
        }
    }

    record ByName(Name name) implements PortReference {
        @Override
        public @Nullable Entry<Holding> in(SpaceView view, Name service) {
            return view.holdingByName(service, name);
        }

        @Override
        public @Nullable Refusal unreadable(SpaceView view, Name service) {
            Entry<?> index = view.indexOf(service, name);
            if (index == null) {
                return null;
            }
            return index.value() instanceof Value.Index of
                    ? new ByNumber(of.port()).unreadable(view)
                    : new Refusal.RecordUnreadable("the name " + name);
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }
}

package io.portmaster.allocation;

import io.portmaster.domain.Entry;
import io.portmaster.domain.Holding;
import io.portmaster.domain.Key;
import io.portmaster.domain.Name;
import io.portmaster.domain.Refusal;
import io.portmaster.domain.Value;
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

    /** Why nothing readable stands there: nobody has it, or nobody can tell who. */
    default Refusal missing(View view) {
        Entry<?> entry = this instanceof ByNumber number ? view.entry(new Key.PortKey(number.port())) : null;
        return entry != null && entry.value() instanceof Value.Unreadable
                ? new Refusal.StoreUnavailable(
                        "the record of port " + this + " is of a version that this node can't read")
                : new Refusal.PortNotFound(toString());
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

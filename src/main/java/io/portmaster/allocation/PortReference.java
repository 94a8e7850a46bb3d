package io.portmaster.allocation;

import io.portmaster.domain.Entry;
import io.portmaster.domain.Holding;
import io.portmaster.domain.Name;
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

    /** What stands there, offered or allocated, in that service only. */
    default @Nullable Entry<Holding> in(View view, Name service) {
        if (this instanceof ByNumber number) {
            Entry<Holding> found = view.holding(number.port());
            return found == null || !found.value().service().equals(service) ? null : found;
        }
        return view.holdingByName(service, ((ByName) this).name());
    }
}

package io.portmaster.record;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A service and the ports that it owns. The ports of two services of one space never overlap.
 *
 * @param description up to {@value #MAX_DESCRIPTION} characters, for people
 * @param ports at least one
 * @param reserved those of its ports that are given only to who asks for them by number
 * @param reuseDelay seconds that a port cools after a release; 0 for none
 * @param busyDelay seconds that a port cools after it was rejected as busy
 * @param offerTtl seconds that an offer lasts at least; null for the node's own
 * @param created by the clock of the node that created it
 * @param id random. It tells a service from a later one with the same name, and a create recognises its own record by it
 * @param version if this program doesn't know it, the program reads the service but changes nothing in it
 */
public record Service(
        Name name,
        @Nullable String description,
        PortSet ports,
        PortSet reserved,
        int reuseDelay,
        int busyDelay,
        @Nullable Integer offerTtl,
        Instant created,
        UUID id,
        FormatVersion version)
        implements Value {
    public static final int MAX_DESCRIPTION = 1024;

    /** The busy delay of a service that asks for no other, in seconds. */
    public static final int USUAL_BUSY_DELAY = 600;

    /** @throws IllegalArgumentException if there is no port */
    public Service {
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("a service without ports");
        }
    }

    /** Makes a record of the lowest version that can hold it. */
    public Service(
            Name name,
            @Nullable String description,
            PortSet ports,
            PortSet reserved,
            int reuseDelay,
            int busyDelay,
            @Nullable Integer offerTtl,
            Instant created,
            UUID id) {
        this(
                name,
                description,
                ports,
                reserved,
                reuseDelay,
                busyDelay,
                offerTtl,
                created,
                id,
                FormatVersion.lowest(ports.ranges().size() > 1
                        || !reserved.isEmpty()
                        || reuseDelay != 0
                        || busyDelay != USUAL_BUSY_DELAY
                        || offerTtl != null));
    }

    /** Makes a service with one range, and with nothing that its creator has to ask for. */
    public Service(Name name, @Nullable String description, PortRange range, Instant created, UUID id) {
        this(name, description, PortSet.of(range), PortSet.EMPTY, 0, USUAL_BUSY_DELAY, null, created, id);
    }

    /**
     * The same service with that version, if its own is lower. Each record that takes part in a cooling or a lease needs a service
     * of version 2, and a service keeps its version when it changes.
     */
    public Service atLeast(FormatVersion needed) {
        return version.isAtLeast(needed)
                ? this
                : new Service(name, description, ports, reserved, reuseDelay, busyDelay, offerTtl, created, id, needed);
    }
}

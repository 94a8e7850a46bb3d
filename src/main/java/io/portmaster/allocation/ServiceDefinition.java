package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.record.Service;
import org.jspecify.annotations.Nullable;

/**
 * A client's definition of a new service. {@link Service} says what the fields mean.
 *
 * @param reserved may have ports that the service lacks: then the service is refused
 */
public record ServiceDefinition(
        Name name,
        @Nullable String description,
        PortSet ports,
        PortSet reserved,
        int reuseDelay,
        int busyDelay,
        @Nullable Integer offerTtl) {
    /** The largest number of ranges of a service. */
    public static final int MAX_RANGES = 16;

    /** The largest number of reserved ranges of a service. */
    public static final int MAX_RESERVED_RANGES = 64;

    /** The longest delay after which a port can be had again, in seconds. The shortest is 0. */
    public static final int MAX_DELAY = 604_800;

    /** Defines a service with one range, and with nothing that a client has to ask for. */
    public ServiceDefinition(Name name, @Nullable String description, PortRange range) {
        this(name, description, PortSet.of(range), PortSet.EMPTY, 0, Service.USUAL_BUSY_DELAY, null);
    }
}

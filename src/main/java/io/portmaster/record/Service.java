package io.portmaster.record;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A service and the ports that it owns. The ranges of one space never overlap.
 *
 * @param description up to {@value #MAX_DESCRIPTION} characters, for people
 * @param created by the clock of the node that created it
 * @param id random. It tells a service from a later one with the same name, and a create recognises its own record by it
 * @param version if this program doesn't know it, the program reads the service but changes nothing in it
 */
public record Service(
        Name name, @Nullable String description, PortRange range, Instant created, UUID id, FormatVersion version)
        implements Value {
    public static final int MAX_DESCRIPTION = 1024;

    /** Makes a record of the version that this program writes. */
    public Service(Name name, @Nullable String description, PortRange range, Instant created, UUID id) {
        this(name, description, range, created, id, FormatVersion.V1);
    }
}

package io.portmaster.record;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A service and the ports it owns. Ranges of one space never overlap.
 *
 * @param description up to {@value #MAX_DESCRIPTION} characters, for people
 * @param created by the clock of the node that created it
 * @param id random: tells a service from a later one with the same name, and lets a create recognise its own record
 * @param version one that this program doesn't know means: read it, and change nothing of the service nor in it
 */
public record Service(
        Name name, @Nullable String description, PortRange range, Instant created, UUID id, FormatVersion version)
        implements Value {
    public static final int MAX_DESCRIPTION = 1024;

    /** As this program writes it. */
    public Service(Name name, @Nullable String description, PortRange range, Instant created, UUID id) {
        this(name, description, range, created, id, FormatVersion.V1);
    }
}

package io.portmaster.allocation;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code If-Match} of a request (RFC 9110, section 13.1.1), in revisions.
 *
 * @param revisions the resource must have one of these; null if any will do
 */
public record Precondition(@Nullable Set<Long> revisions) {
    public static final Precondition NONE = new Precondition(null);

    boolean fails(long revision) {
        return revisions != null && !revisions.contains(revision);
    }
}

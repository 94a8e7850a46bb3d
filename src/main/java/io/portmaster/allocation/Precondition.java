package io.portmaster.allocation;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code If-Match} (RFC 9110, section 13.1.1), in terms of revisions.
 *
 * @param revisions one of which the resource must have; null for any
 */
public record Precondition(@Nullable Set<Long> revisions) {
    public static final Precondition NONE = new Precondition(null);

    boolean fails(long revision) {
        return revisions != null && !revisions.contains(revision);
    }
}

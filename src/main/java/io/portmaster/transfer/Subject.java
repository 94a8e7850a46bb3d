package io.portmaster.transfer;

import org.jspecify.annotations.Nullable;

/**
 * What a row is about, as far as the row tells.
 *
 * @param service its name
 * @param name of the instance
 */
public record Subject(
        Kind kind,
        @Nullable String service,
        @Nullable String name,
        @Nullable Integer port) {
    /** A row that tells nothing. */
    static final Subject UNKNOWN = new Subject(Kind.UNKNOWN, null, null, null);
}

package io.portmaster.allocation;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ports that a request wants.
 *
 * @param port the port that is wanted; null for any
 * @param fallback whether another port will do if that one can't be had
 * @param exclude ports that the client can't use
 */
public record PortWish(@Nullable Integer port, boolean fallback, Set<Integer> exclude) {
    /** The largest number of excluded ports. */
    public static final int MAX_EXCLUDED = 256;

    /** Any port will do. */
    public static final PortWish ANY = new PortWish(null, false, Set.of());
}

package io.portmaster.history;

import org.jspecify.annotations.Nullable;

/** What a client can ask of the one service that all of them use. */
public sealed interface Request {
    /** The name that it is about; null if it is about all. */
    @Nullable
    String name();

    /**
     * A port for a name.
     *
     * @param acceptAtOnce {@code ?accept=true}
     * @param key with which the same may be asked again; null for none
     */
    record Offer(
            String name, boolean acceptAtOnce, @Nullable String key) implements Request {}

    /** @param port that was offered */
    record Accept(String name, int port, String secret) implements Request {}

    /** @param port that was offered */
    record Reject(String name, int port, String secret) implements Request {}

    /** By name. */
    record Release(String name) implements Request {}

    /** The allocation of a name. */
    record Find(String name) implements Request {}

    /** All open offers, or all allocations, on one page. */
    record List(HeldPort.State state) implements Request {
        @Override
        public @Nullable String name() {
            return null;
        }
    }
}

package io.portmaster.history;

import org.jspecify.annotations.Nullable;

/** A client's request to the one service that all clients use. */
public sealed interface Request {
    /** The name that the request is about; null if it is about all names. */
    @Nullable
    String name();

    /**
     * Asks for a port for a name.
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

    /** Releases the allocation of a name. */
    record Release(String name) implements Request {}

    /** Looks up the allocation of a name. */
    record Find(String name) implements Request {}

    /** Lists all open offers, or all allocations, on one page. */
    record List(HeldPort.State state) implements Request {
        @Override
        public @Nullable String name() {
            return null;
        }
    }
}

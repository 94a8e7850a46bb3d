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
     * @param lease that the allocation is to be on; 0 for none
     * @param wanted null for any port
     */
    record Offer(
            String name, boolean acceptAtOnce, @Nullable String key, long lease, @Nullable Wanted wanted)
            implements Request {
        /** Asks for any port. */
        public Offer(String name, boolean acceptAtOnce, @Nullable String key, long lease) {
            this(name, acceptAtOnce, key, lease, null);
        }

        /** Asks for an offer of any port, or for an allocation on no lease. */
        public Offer(String name, boolean acceptAtOnce, @Nullable String key) {
            this(name, acceptAtOnce, key, 0);
        }
    }

    /**
     * A port that is asked for by its number.
     *
     * @param fallback whether another one will do
     */
    record Wanted(int port, boolean fallback) {}

    /**
     * @param port that was offered
     * @param lease that the allocation is to be on; 0 for none
     */
    record Accept(String name, int port, String secret, long lease) implements Request {
        /** Asks for an allocation on no lease. */
        public Accept(String name, int port, String secret) {
            this(name, port, secret, 0);
        }
    }

    /** @param port that was offered */
    record Reject(String name, int port, String secret) implements Request {}

    /**
     * Rejects an offer since the port is busy.
     *
     * @param port that was offered
     * @param next {@code ?next=true}: asks for another port under the same secret
     */
    record RejectBusy(String name, int port, String secret, boolean next) implements Request {}

    /**
     * Asks for a port for each of several names.
     *
     * @param key with which the same may be asked again; null for none
     */
    record OfferAll(
            java.util.List<String> names, boolean consecutive, @Nullable String key) implements Request {
        @Override
        public @Nullable String name() {
            return null;
        }
    }

    /** @param offers that were granted together, in the order of the names */
    record AcceptAll(java.util.List<HeldPort> offers, String secret, long lease) implements Request {
        @Override
        public @Nullable String name() {
            return null;
        }
    }

    /** @param offers that were granted together, in the order of the names */
    record RejectAll(java.util.List<HeldPort> offers, String secret) implements Request {
        @Override
        public @Nullable String name() {
            return null;
        }
    }

    /**
     * Rejects some offers of a group since their ports are busy, and asks for other ports under the same secret.
     *
     * @param offers that were granted together, in the order of the names
     * @param busy ports of some of them
     */
    record NextAll(java.util.List<HeldPort> offers, java.util.List<Integer> busy, String secret) implements Request {
        @Override
        public @Nullable String name() {
            return null;
        }
    }

    /**
     * Moves an allocation to another lease, or takes it off its lease.
     *
     * @param port of the allocation
     * @param secret that it was accepted with
     * @param revision of its record that the client knows: it moves from there only
     * @param lease 0 for none
     */
    record Move(String name, int port, String secret, long revision, long lease) implements Request {}

    /** Makes a lease. Both times are seconds. */
    record CreateLease(int ttl, int linger) implements Request {
        @Override
        public @Nullable String name() {
            return null;
        }
    }

    /** Renews a lease. */
    record RenewLease(long lease) implements Request {
        @Override
        public @Nullable String name() {
            return null;
        }
    }

    /** Ends a lease, and releases what is on it. */
    record EndLease(long lease) implements Request {
        @Override
        public @Nullable String name() {
            return null;
        }
    }

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

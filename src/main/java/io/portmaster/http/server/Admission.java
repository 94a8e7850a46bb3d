package io.portmaster.http.server;

/** Bounds the number of requests that wait for the allocator at once. Shared by all event loops. */
public final class Admission {
    private final int limit;
    private final Traffic traffic;

    public Admission(int limit, Traffic traffic) {
        this.limit = limit;
        this.traffic = traffic;
    }

    /** The place of a request among those in progress. Every request must {@link #leave} its place, however it ends. */
    public interface Place {
        /** The place of a request that doesn't wait, and so needs none. */
        Place NONE = () -> {};

        /** Frees the place. Call it on the request's event loop. A second call does nothing. */
        void leave();
    }

    /** @throws OverloadedException if no place is free */
    public Place enter() {
        if (!traffic.enter(limit)) {
            throw reject(OverloadReason.IN_FLIGHT);
        }
        return new Taken();
    }

    /** Counts a request that is refused as overloaded, and makes the exception for it. */
    public OverloadedException reject(OverloadReason reason) {
        traffic.add(reason);
        return new OverloadedException(reason);
    }

    private final class Taken implements Place {
        private boolean left;

        @Override
        public void leave() {
            if (!left) {
                left = true;
                traffic.leave();
            }
        }
    }
}

package io.portmaster.http.server;

/** Bounds the number of requests that wait for the allocator at once. Shared by all event loops. */
public final class Admission {
    private final int limit;
    private final Traffic traffic;

    public Admission(int limit, Traffic traffic) {
        this.limit = limit;
        this.traffic = traffic;
    }

    /** A request's place among those in progress. Whatever way the request ends, it has to {@link #leave}. */
    public interface Place {
        /** Of a request that waits for nothing, and so takes no place from others. */
        Place NONE = () -> {};

        /** Called on the request's event loop. A second time it does nothing. */
        void leave();
    }

    /** @throws OverloadedException if there is no place left */
    public Place enter() {
        if (!traffic.enter(limit)) {
            throw reject(OverloadReason.IN_FLIGHT);
        }
        return new Taken();
    }

    /** Counts a request for which there is no room. */
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

package io.portmaster.http;

/** Lets so many requests to the allocator at once, and turns the rest away at the door. Shared by all event loops. */
final class Admission {
    private final int limit;
    private final Traffic traffic;

    Admission(int limit, Traffic traffic) {
        this.limit = limit;
        this.traffic = traffic;
    }

    /** A request's place among those under way. Whatever way the request ends, it has to {@link #leave}. */
    interface Place {
        /** Of a request that waits for nothing, and so takes no place from others. */
        Place NONE = () -> {};

        /** Called on the request's event loop. A second time it does nothing. */
        void leave();
    }

    /** @throws ProblemException if as many as can be are under way */
    Place enter() {
        if (!traffic.enter(limit)) {
            throw refusal(Shed.IN_FLIGHT);
        }
        return new Taken();
    }

    /** The refusal of a request for which there is no room, which counts from now on. */
    ProblemException refusal(Shed shed) {
        traffic.add(shed);
        return new ProblemException(Problem.overloaded(shed.why()));
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

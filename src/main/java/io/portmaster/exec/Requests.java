package io.portmaster.exec;

import io.portmaster.client.ProblemException;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Sends requests, each on a thread of its own: an answer that doesn't come keeps nobody from acting. What came of them is told to
 * the {@link Listener}, on those threads.
 */
final class Requests {
    private static final int NOT_FOUND = 404;

    private final NodeApi api;
    private final Acquisition acquisition;
    private final LongSupplier clock;

    /** What came of the requests. */
    interface Listener {
        void acquired(Acquisition.Result result);

        void notAcquired(Exception reason);

        /** @param sent when the request was sent that a node has acknowledged */
        void renewed(long sent);

        void notRenewed(Exception reason);

        /** There is no such lease any more. */
        void leaseGone();

        void givenBack();
    }

    Requests(NodeApi api, Acquisition acquisition, LongSupplier clock) {
        this.api = api;
        this.acquisition = acquisition;
        this.clock = clock;
    }

    void acquire(String key, Listener listener) {
        Daemon.start("acquisition", () -> {
            try {
                listener.acquired(acquisition.acquire(key));
            } catch (ProblemException | IOException | RuntimeException e) {
                listener.notAcquired(e);
            } catch (Error e) {
                listener.notAcquired(new IllegalStateException(e));
            }
        });
    }

    void renew(String lease, Listener listener) {
        Daemon.start("renewal", () -> {
            long sent = clock.getAsLong();
            try {
                api.renew(lease);
                listener.renewed(sent);
            } catch (ProblemException e) {
                if (e.problem().status() == NOT_FOUND) {
                    listener.leaseGone();
                } else {
                    listener.notRenewed(e);
                }
            } catch (IOException | RuntimeException e) {
                listener.notRenewed(e);
            } catch (Error e) {
                listener.notRenewed(new IllegalStateException(e));
            }
        });
    }

    /** Ends the lease, and gives back what else there is. */
    void giveBack(Patience limit, Listener listener) {
        Daemon.start("end", () -> {
            try {
                acquisition.abandon(limit);
            } finally {
                listener.givenBack();
            }
        });
    }
}

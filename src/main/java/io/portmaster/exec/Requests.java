package io.portmaster.exec;

import io.portmaster.client.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Sends requests, each on a thread of its own: an answer that doesn't come keeps nobody from acting. What came of them is told to
 * the {@link Listener}, on those threads.
 */
final class Requests {
    private static final String LEASE_NOT_FOUND = "lease-not-found";

    private final NodeApi api;
    private final Belongings belongings;
    private final Acquisition acquisition;
    private final Recovery recovery;
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

        /** @param term of the lease that the ports are on again */
        void recovered(LeaseTerm term);

        void notRecovered(Exception reason);

        void givenBack();
    }

    /** @param belongings of this run, which the acquisition makes */
    Requests(NodeApi api, Belongings belongings, Acquisition acquisition, LongSupplier clock) {
        this.api = api;
        this.belongings = belongings;
        this.acquisition = acquisition;
        this.recovery = new Recovery(api, belongings);
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
                if (e.code().equals(LEASE_NOT_FOUND)) {
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

    /** Gets the running command's ports back, whose lease has ended before its time. */
    void recover(String key, List<Integer> ports, Patience patience, Listener listener) {
        Daemon.start("recovery", () -> {
            try {
                listener.recovered(recovery.recover(key, ports, patience));
            } catch (ProblemException | IOException | RuntimeException e) {
                listener.notRecovered(e);
            } catch (Error e) {
                listener.notRecovered(new IllegalStateException(e));
            }
        });
    }

    /** Ends the lease, and gives back what else there is. */
    void giveBack(Patience limit, Listener listener) {
        Daemon.start("end", () -> {
            try {
                belongings.giveBack(limit);
            } finally {
                listener.givenBack();
            }
        });
    }
}

package io.portmaster.exec;

import io.portmaster.client.ProblemException;
import io.portmaster.domain.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gets ports that this host can use, onto a lease. The same key gets an instance's former ports back, from the lease that its
 * last run was on. The lease comes last, so that it needn't be renewed while ports are tried.
 */
final class Acquisition {
    /** So many busy ports in a row are no accident. Each of them cools for all other hosts, too. */
    private static final int MOST_BUSY = 100;

    private static final Duration LEFTOVER_PAUSE = Duration.ofMillis(100);
    private static final Duration CHANGE_PAUSE = Duration.ofMillis(100);

    /** The codes that say that the offer, the allocation or the lease is no longer as it was. */
    private static final Set<String> CHANGED =
            Set.of("offer-not-found", "port-not-found", "lease-not-found", "precondition-failed", "on-other-lease");

    private final NodeApi api;
    private final Belongings belongings;
    private final PortProbe probe;
    private final Patience patience;
    private final LongSupplier clock;
    private final boolean consecutive;
    private final Duration leftoverLimit;
    private final Consumer<String> log;

    /**
     * The ports, in the order of the names that they were asked for.
     *
     * @param term of the lease that they are on
     */
    record Result(List<Integer> ports, LeaseTerm term) {}

    /**
     * @param belongings get what the node gives
     * @param consecutive whether the ports have to be neighbours
     * @param leftoverLimit how long former ports may stay busy: what a killed run has left behind may be about to end, too
     * @param log gets lines for people
     */
    Acquisition(
            NodeApi api,
            Belongings belongings,
            PortProbe probe,
            Patience patience,
            LongSupplier clock,
            boolean consecutive,
            Duration leftoverLimit,
            Consumer<String> log) {
        this.api = api;
        this.belongings = belongings;
        this.probe = probe;
        this.patience = patience;
        this.clock = clock;
        this.consecutive = consecutive;
        this.leftoverLimit = leftoverLimit;
        this.log = log;
    }

    Result acquire(String key) throws ProblemException, IOException {
        while (true) {
            try {
                Grant grant = patience.insist(() -> api.offer(key));
                Grant usable = grant.allocated() ? former(grant) : usable(key, grant);
                if (usable != null) {
                    return new Result(usable.ports(), belongings.accept(usable, patience));
                }
            } catch (ProblemException e) {
                if (!CHANGED.contains(e.code()) || patience.isOver()) {
                    throw e;
                }
                if (e.code().equals("lease-not-found")) {
                    belongings.leaseEnded();
                }
                patience.sleep(CHANGE_PAUSE);
            }
        }
    }

    /** @return null if the ports stayed busy, and are released: the next ones may be others */
    private @Nullable Grant former(Grant grant) throws ProblemException, IOException {
        if (belongings.have(grant)) {
            return grant;
        }
        List<Integer> busy = probe.busy(grant.ports());
        if (busy.isEmpty()) {
            return grant;
        }
        log.accept(
                "port " + busy.get(0) + " is still in use on this host, perhaps by the former command: waiting for it");
        long limit = clock.getAsLong() + leftoverLimit.toNanos();
        while (clock.getAsLong() < limit) {
            patience.sleep(LEFTOVER_PAUSE);
            busy = probe.busy(grant.ports());
            if (busy.isEmpty()) {
                return grant;
            }
        }
        log.accept("port " + busy.get(0) + " stays in use on this host: giving it back");
        patience.insistOn(api::release);
        return null;
    }

    private Grant usable(String key, Grant first) throws ProblemException, IOException {
        Grant grant = first;
        belongings.offered(grant);
        List<Integer> busy = probe.busy(grant.ports());
        for (int count = 0; !busy.isEmpty(); count += busy.size()) {
            log.accept("port " + busy.get(0) + " is in use on this host: trying another");
            if (count >= MOST_BUSY) {
                throw new IllegalStateException(count + " ports in a row are in use on this host");
            }
            grant = other(key, grant, busy);
            belongings.offered(grant);
            busy = grant.allocated() ? List.of() : probe.busy(grant.ports());
        }
        return grant;
    }

    /** No single port of neighbours can be changed for another. */
    private Grant other(String key, Grant grant, List<Integer> busy) throws ProblemException, IOException {
        Secret secret = grant.secretOfOffer();
        if (!consecutive) {
            return patience.insist(() -> api.next(secret, busy));
        }
        patience.insistOn(() -> api.rejectBusy(secret, busy));
        return patience.insist(() -> api.offer(key));
    }
}

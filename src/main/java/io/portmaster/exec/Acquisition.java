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

    /** The codes that say that the offer, the allocation or the lease is no longer as it was. */
    private static final Set<String> CHANGED = Set.of(
            "offer-not-found", "port-not-found", "lease-not-found", "precondition-failed", "on-other-lease");

    private final NodeApi api;
    private final PortProbe probe;
    private final Patience patience;
    private final LongSupplier clock;
    private final boolean consecutive;
    private final Duration leftoverLimit;
    private final Consumer<String> log;

    /** The open offer, for {@link #abandon}, which another thread may call; null if there is none. */
    private volatile @Nullable Secret open;

    /** Likewise the lease. */
    private volatile @Nullable LeaseTerm term;

    /**
     * The ports, in the order of the names that they were asked for.
     *
     * @param term of the lease that they are on
     */
    record Result(List<Integer> ports, LeaseTerm term) {}

    /**
     * @param consecutive whether the ports have to be neighbours
     * @param leftoverLimit how long former ports may stay busy: what a killed run has left behind may be about to end, too
     * @param log gets lines for people
     */
    Acquisition(
            NodeApi api,
            PortProbe probe,
            Patience patience,
            LongSupplier clock,
            boolean consecutive,
            Duration leftoverLimit,
            Consumer<String> log) {
        this.api = api;
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
                    return new Result(usable.ports(), accept(usable));
                }
            } catch (ProblemException e) {
                if (!CHANGED.contains(e.code()) || patience.isOver()) {
                    throw e;
                }
                if (e.code().equals("lease-not-found")) {
                    term = null;
                }
            }
        }
    }

    /** @return null if the ports stayed busy, and are released: the next ones may be others */
    private @Nullable Grant former(Grant grant) throws ProblemException, IOException {
        LeaseTerm mine = term;
        if (mine != null && mine.lease().id().equals(grant.lease())) {
            return grant;
        }
        List<Integer> busy = probe.busy(grant.ports());
        if (busy.isEmpty()) {
            return grant;
        }
        log.accept("port " + busy.get(0) + " is still in use on this host, perhaps by the former command: waiting for it");
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
        open = grant.secret();
        List<Integer> busy = probe.busy(grant.ports());
        for (int count = 0; !busy.isEmpty(); count += busy.size()) {
            log.accept("port " + busy.get(0) + " is in use on this host: trying another");
            if (count >= MOST_BUSY) {
                throw new IllegalStateException(count + " ports in a row are in use on this host");
            }
            grant = other(key, grant, busy);
            open = grant.secret();
            busy = grant.allocated() ? List.of() : probe.busy(grant.ports());
        }
        return grant;
    }

    /** No single port of neighbours can be changed for another. */
    private Grant other(String key, Grant grant, List<Integer> busy) throws ProblemException, IOException {
        Secret secret = secret(grant);
        if (!consecutive) {
            return patience.insist(() -> api.next(secret, busy));
        }
        patience.insistOn(() -> api.rejectBusy(secret, busy));
        return patience.insist(() -> api.offer(key));
    }

    private LeaseTerm accept(Grant grant) throws ProblemException, IOException {
        LeaseTerm mine = term;
        if (mine == null) {
            mine = patience.insist(this::newLease);
            term = mine;
        }
        Secret secret = secret(grant);
        String lease = mine.lease().id();
        patience.insistOn(() -> api.accept(secret, lease, grant.allocated() ? grant.entityTag() : null));
        open = null;
        return mine;
    }

    /** A term counts from when the request was sent that succeeded. */
    private LeaseTerm newLease() throws ProblemException, IOException {
        long sent = clock.getAsLong();
        return new LeaseTerm(api.createLease(), sent);
    }

    private static Secret secret(Grant grant) throws IOException {
        Secret secret = grant.secret();
        if (secret == null) {
            throw new IOException("the node has left out the secret of an offer");
        }
        return secret;
    }

    /**
     * Gives back what there is: an open offer, and the lease with all that is on it. It may fail: both end by themselves.
     *
     * @param limit for the end of the lease
     */
    void abandon(Patience limit) {
        try {
            Secret offer = open;
            if (offer != null) {
                api.reject(offer);
            }
        } catch (ProblemException | IOException e) {
            // It has ended, or ends by itself.
        }
        try {
            LeaseTerm mine = term;
            if (mine != null) {
                limit.insistOn(() -> api.end(mine.lease().id()));
            }
        } catch (ProblemException | IOException e) {
            // Likewise.
        }
    }
}

package io.portmaster.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What clients know of their leases: which ones stand, and until when. */
final class LeaseLives {
    /** A renewal whose outcome is unknown may be applied so long after its client has given up. */
    private static final long LATE = 10_000_000_000L;

    private final Map<Long, Life> lives = new HashMap<>();

    /**
     * The life of one lease.
     *
     * @param renewals that were told yes, the creation first
     * @param unknown renewals whose results are unknown
     * @param refused renewals that were told no
     * @param ends requests that may have ended it
     */
    record Life(
            Answer.Leased made,
            List<Exchange> renewals,
            List<Exchange> unknown,
            List<Exchange> refused,
            List<Exchange> ends) {}

    /** @param exchanges in the order in which they were asked */
    LeaseLives(List<Exchange> exchanges) {
        exchanges.stream()
                .filter(exchange -> exchange.request() instanceof Request.CreateLease)
                .forEach(this::begin);
        exchanges.forEach(this::go);
    }

    private void begin(Exchange exchange) {
        if (exchange.answer() instanceof Answer.Leased made) {
            Life life = new Life(made, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            life.renewals().add(exchange);
            lives.put(made.lease(), life);
        }
    }

    private void go(Exchange exchange) {
        if (exchange.request() instanceof Request.RenewLease renew && lives.containsKey(renew.lease())) {
            Life life = lives.get(renew.lease());
            if (exchange.isYes()) {
                life.renewals().add(exchange);
            } else if (exchange.isUnknown()) {
                life.unknown().add(exchange);
            } else {
                life.refused().add(exchange);
            }
        } else if (exchange.request() instanceof Request.EndLease end
                && lives.containsKey(end.lease())
                && RequestsByName.mayHaveActed(exchange)) {
            lives.get(end.lease()).ends().add(exchange);
        }
    }

    /** Whether a client was told of that lease. */
    boolean knows(long lease) {
        return lives.containsKey(lease);
    }

    int linger(long lease) {
        return lives.get(lease).made().linger();
    }

    /**
     * When the lease's client has to stop, as it knows itself at a time: its ttl counts from when it sent the last renewal that was
     * acknowledged.
     *
     * @return the lowest number if the client knows of no lease then
     */
    long mustStop(long lease, long at) {
        Life life = lives.get(lease);
        return life == null
                ? Long.MIN_VALUE
                : life.renewals().stream()
                        .filter(renewal -> renewal.answered() <= at)
                        .mapToLong(renewal -> renewal.asked() + ttl(life))
                        .max()
                        .orElse(Long.MIN_VALUE);
    }

    /** The time until which allocations on a lease stand for sure, as its client can know at a time. */
    long surelyUntil(long lease, long at) {
        return Math.min(mustStop(lease, at), firstEnd(lease).orElse(Long.MAX_VALUE));
    }

    /** When a client first asked to end the lease, if that may have happened. */
    OptionalLong firstEnd(long lease) {
        Life life = lives.get(lease);
        return life == null ? OptionalLong.empty() : Causes.firstAsked(life.ends());
    }

    /** The time at which the last renewal was applied at the latest, whatever became of it. */
    long lastRenewed(long lease) {
        Life life = lives.get(lease);
        long known = life.renewals().stream()
                .mapToLong(Exchange::answered)
                .max()
                .orElseThrow();
        return life.unknown().stream()
                .mapToLong(renewal -> renewal.answered() + LATE)
                .reduce(known, Math::max);
    }

    /**
     * The time at which the last renewal was tried, whatever became of it. One that meets the end of its lease is refused, and its
     * ports linger as if it had been in time.
     */
    long lastTried(long lease) {
        return lives.get(lease).refused().stream()
                .mapToLong(Exchange::answered)
                .reduce(lastRenewed(lease), Math::max);
    }

    /** The granted ttl, in nanoseconds. */
    long ttl(long lease) {
        return ttl(lives.get(lease));
    }

    private static long ttl(Life life) {
        return life.made().ttl() * 1_000_000_000L;
    }
}

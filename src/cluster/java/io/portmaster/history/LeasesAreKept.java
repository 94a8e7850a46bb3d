package io.portmaster.history;

import java.util.function.Consumer;

/**
 * An allocation on a lease stands while its client renews the lease in time, by the client's own clock: the ttl counts from when it
 * sent the last renewal that was acknowledged. After the last renewal the allocation is gone within the ttl, or within the ttl after
 * all was healed, since an election gives a lease its whole time again.
 */
final class LeasesAreKept implements Rule {
    /** The request leaves the allocation on the lease that it is on. */
    private static final long ANY = -1;

    @Override
    public String claim() {
        return "a lease keeps its allocations while it is renewed, and no longer";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        for (HoldingPeriod period : evidence.periods().all()) {
            if (period.isOnLease() && !evidence.leases().knows(period.lease())) {
                found.accept("on a lease that no client was told of: " + period);
            } else if (period.isOnLease()) {
                early(period, evidence, found);
                late(period, evidence, found);
            }
        }
        evidence.asked().forEach(exchange -> refused(exchange, evidence, found));
        evidence.exchanges().forEach(exchange -> otherLease(exchange, evidence, found));
    }

    /** A yes puts the allocation onto the lease that was asked for. */
    private static void otherLease(Exchange exchange, Evidence evidence, Consumer<String> found) {
        if (exchange.answer() instanceof Answer.Granted granted) {
            Change put = evidence.chronicle().at(granted.holding().port(), granted.revision());
            long asked = lease(exchange.request());
            if (put != null && asked != ANY && put.lease() != asked) {
                found.accept("on lease " + put.lease() + ", and not on the one that was asked for: " + evidence.words(exchange));
            }
        }
    }

    /** The lease that the request asks for; 0 for none. */
    private static long lease(Request request) {
        if (request instanceof Request.Move move) {
            return move.lease();
        }
        long lease = request instanceof Request.Offer offer
                ? offer.lease()
                : request instanceof Request.Accept accept ? accept.lease() : 0;
        return lease == 0 ? ANY : lease;
    }

    private static void early(HoldingPeriod period, Evidence evidence, Consumer<String> found) {
        Change end = period.end();
        if (end == null || evidence.promises().revoked().contains(period.key())) {
            return;
        }
        boolean released = !evidence.causes().ofEnd(period).isEmpty();
        long until = evidence.leases().surelyUntil(period.lease(), end.seen());
        if (!released && end.seen() < until) {
            found.accept("gone " + seconds(until - end.seen()) + " before its client had to stop, unreleased: " + period
                    + ", by " + evidence.words(end));
        }
    }

    private static void late(HoldingPeriod period, Evidence evidence, Consumer<String> found) {
        LeaseLives leases = evidence.leases();
        long since = Math.max(leases.lastRenewed(period.lease()), evidence.promises().healed());
        long most = leases.ttl(period.lease()) + evidence.promises().slack().toNanos();
        Change end = period.end();
        long stood = (end == null ? evidence.chronicle().end() : end.seen()) - since;
        if (stood > most) {
            found.accept("still there " + seconds(stood) + " after the last renewal of its lease, or after all was healed: "
                    + period + ", " + (end == null ? "and never ended" : "ended by " + evidence.words(end)));
        }
    }

    /** No renewal is refused while the lease must stand. */
    private static void refused(Exchange exchange, Evidence evidence, Consumer<String> found) {
        if (exchange.request() instanceof Request.RenewLease renew
                && exchange.isNo("lease-not-found")
                && exchange.answered() < evidence.leases().surelyUntil(renew.lease(), exchange.asked())) {
            found.accept("refused before its client had to stop: " + evidence.words(exchange));
        }
    }

    private static String seconds(long nanos) {
        return nanos / 1_000_000 / 1e3 + " s";
    }
}

package io.portmaster.history;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The requests that may have caused a change. A request may act at any time after it was asked, even after its client has given
 * up. A watch may show a change at any time after it was made.
 */
final class Causes {
    private final RequestsByName requests;

    Causes(RequestsByName requests) {
        this.requests = requests;
    }

    /**
     * The offers that may have created the record. If an answer says that its offer created the record, only that offer counts.
     */
    List<Exchange> ofCreation(HoldingPeriod period) {
        List<Exchange> acting = acting(asksForCreation(period), period.creation());
        List<Exchange> told =
                acting.stream().filter(offer -> tellsOf(offer, period)).toList();
        return told.isEmpty()
                ? acting.stream()
                        .filter(offer -> !(offer.answer() instanceof Answer.Granted))
                        .toList()
                : told;
    }

    private static boolean tellsOf(Exchange offer, HoldingPeriod period) {
        return offer.answer() instanceof Answer.Granted granted
                && granted.holding().port() == period.port()
                && period.standsAt(granted.revision());
    }

    /** Accepts that may have made an allocation of the offer. */
    List<Exchange> ofAcceptance(HoldingPeriod period) {
        return acting(asksForAcceptance(period), Objects.requireNonNull(period.acceptance()));
    }

    /** The rejects that may have ended the offer, or the releases that may have ended the allocation. */
    List<Exchange> ofEnd(HoldingPeriod period) {
        return acting(asksForEnd(period), Objects.requireNonNull(period.end()));
    }

    /** All requests that asked for the record, whatever their answers. */
    List<Exchange> asksForCreation(HoldingPeriod period) {
        return requests.offers(period.name()).stream()
                .filter(exchange -> ((Request.Offer) exchange.request()).acceptAtOnce() != period.beganAsOffer())
                .toList();
    }

    /** All requests that asked to accept the offer, whatever their answers. */
    List<Exchange> asksForAcceptance(HoldingPeriod period) {
        return requests.accepts(period.name(), period.port());
    }

    /** All requests that asked for the end of the record, whatever their answers. */
    List<Exchange> asksForEnd(HoldingPeriod period) {
        return period.isAllocation()
                ? requests.releases(period.name())
                : requests.rejects(period.name(), period.port());
    }

    /**
     * Whether a node may have made the offer and rejected it itself. A node does so, and plans another offer, if an offer
     * without a key took more than half of its TTL to commit. No client is told of the first one.
     */
    boolean mayBeTakenBack(HoldingPeriod period, Promises promises) {
        boolean told = requests.offers(period.name()).stream().anyMatch(offer -> tellsOf(offer, period));
        if (told || !period.endedAsOffer()) {
            return false;
        }
        long half = promises.ttl().toNanos() / 2;
        return asksForCreation(period).stream()
                .filter(exchange -> ((Request.Offer) exchange.request()).key() == null)
                .filter(exchange -> !(exchange.answer() instanceof Answer.Refused refused
                        && refused.code().equals(Answer.UNREACHABLE)))
                .anyMatch(exchange -> exchange.asked() + half
                        <= Objects.requireNonNull(period.end()).seen());
    }

    /** The earliest time at which one of the requests can have acted. */
    static OptionalLong firstAsked(List<Exchange> exchanges) {
        return exchanges.stream().mapToLong(Exchange::asked).min();
    }

    private static List<Exchange> acting(List<Exchange> asks, Change change) {
        return asks.stream()
                .filter(RequestsByName::mayHaveActed)
                .filter(exchange -> exchange.asked() <= change.seen())
                .toList();
    }

    /** The requests that were refused. */
    static Stream<Exchange> refused(List<Exchange> asks) {
        return asks.stream().filter(exchange -> exchange.answer() instanceof Answer.Refused);
    }
}

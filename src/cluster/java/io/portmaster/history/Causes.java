package io.portmaster.history;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a change may have come of. A request may act at any time after it was asked, even after its client has given up; a
 * change may be seen at any time after it was made.
 */
final class Causes {
    private final RequestsByName requests;

    Causes(RequestsByName requests) {
        this.requests = requests;
    }

    /** Offers that may have created the record; if the answer of one tells that it did, that one alone. */
    List<Exchange> ofCreation(Tenure tenure) {
        List<Exchange> acting = acting(asksForCreation(tenure), tenure.creation());
        List<Exchange> told =
                acting.stream().filter(offer -> tellsOf(offer, tenure)).toList();
        return told.isEmpty()
                ? acting.stream()
                        .filter(offer -> !(offer.answer() instanceof Answer.Granted))
                        .toList()
                : told;
    }

    private static boolean tellsOf(Exchange offer, Tenure tenure) {
        return offer.answer() instanceof Answer.Granted granted
                && granted.holding().port() == tenure.port()
                && tenure.standsAt(granted.revision());
    }

    /** Accepts that may have made an allocation of the offer. */
    List<Exchange> ofAcceptance(Tenure tenure) {
        return acting(asksForAcceptance(tenure), Objects.requireNonNull(tenure.acceptance()));
    }

    /** Rejects that may have ended the offer, or releases that may have ended the allocation: what it was at its end. */
    List<Exchange> ofEnd(Tenure tenure) {
        return acting(asksForEnd(tenure), Objects.requireNonNull(tenure.end()));
    }

    /** All that asked for it, heard or not. */
    List<Exchange> asksForCreation(Tenure tenure) {
        return requests.offers(tenure.name()).stream()
                .filter(exchange -> ((Request.Offer) exchange.request()).acceptAtOnce() != tenure.beganAsOffer())
                .toList();
    }

    /** All that asked for it, heard or not. */
    List<Exchange> asksForAcceptance(Tenure tenure) {
        return requests.accepts(tenure.name(), tenure.port());
    }

    /** All that asked for it, heard or not. */
    List<Exchange> asksForEnd(Tenure tenure) {
        return tenure.isAllocation()
                ? requests.releases(tenure.name())
                : requests.rejects(tenure.name(), tenure.port());
    }

    /**
     * Whether a node may have made it, found it late and taken it back, all within one request: of an offer without a key
     * that took more than half its TTL to commit no client is told, and the node may plan another in its place.
     */
    boolean mayBeTakenBack(Tenure tenure, Promises promises) {
        boolean told = requests.offers(tenure.name()).stream().anyMatch(offer -> tellsOf(offer, tenure));
        if (told || !tenure.endedAsOffer()) {
            return false;
        }
        long half = promises.ttl().toNanos() / 2;
        return asksForCreation(tenure).stream()
                .filter(exchange -> ((Request.Offer) exchange.request()).key() == null)
                .filter(exchange -> !(exchange.answer() instanceof Answer.Refused refused
                        && refused.code().equals(Answer.UNREACHABLE)))
                .anyMatch(exchange -> exchange.asked() + half
                        <= Objects.requireNonNull(tenure.end()).seen());
    }

    /** When at the earliest any of them can have acted. */
    static OptionalLong firstAsked(List<Exchange> exchanges) {
        return exchanges.stream().mapToLong(Exchange::asked).min();
    }

    private static List<Exchange> acting(List<Exchange> asks, Change change) {
        return asks.stream()
                .filter(RequestsByName::mayHaveActed)
                .filter(exchange -> exchange.asked() <= change.seen())
                .toList();
    }

    /** Those that were refused. */
    static Stream<Exchange> refused(List<Exchange> asks) {
        return asks.stream().filter(exchange -> exchange.answer() instanceof Answer.Refused);
    }
}

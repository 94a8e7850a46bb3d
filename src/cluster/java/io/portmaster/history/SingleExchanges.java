package io.portmaster.history;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes an exchange apart into exchanges of which each is about one name and does one thing, so that the rules on single names judge
 * groups, too. {@link GroupsAreWhole} judges what belongs together.
 */
final class SingleExchanges {
    /** The reason for a name of a group whose refusal was about another name. */
    private static final String OTHER_NAME = "another-name-of-the-group";

    private SingleExchanges() {}

    static Stream<Exchange> of(Exchange exchange) {
        Request request = exchange.request();
        if (request instanceof Request.OfferAll offer) {
            return offer.names().stream()
                    .map(name -> each(exchange, new Request.Offer(name, false, offer.key()), name));
        } else if (request instanceof Request.AcceptAll accept) {
            return accept.offers().stream()
                    .map(offer -> each(
                            exchange,
                            new Request.Accept(offer.name(), offer.port(), accept.secret(), accept.lease()),
                            offer.name()));
        } else if (request instanceof Request.RejectAll reject) {
            return reject.offers().stream()
                    .map(offer -> each(
                            exchange,
                            new Request.Reject(offer.name(), offer.port(), reject.secret()),
                            offer.name()));
        } else if (request instanceof Request.RejectBusy busy) {
            return ofBusy(exchange, busy);
        } else if (request instanceof Request.NextAll next) {
            return next.offers().stream().flatMap(offer -> ofNext(exchange, next, offer));
        }
        return Stream.of(exchange);
    }

    /** What happens to one offer of a group: a busy port is rejected for another one, and all other offers last longer. */
    private static Stream<Exchange> ofNext(Exchange exchange, Request.NextAll next, HeldPort offer) {
        Exchange each = with(exchange, exchange.request(), answer(exchange.answer(), offer.name()));
        if (next.busy().contains(offer.port())) {
            return ofBusy(each, new Request.RejectBusy(offer.name(), offer.port(), next.secret(), true));
        }
        return each.answer() instanceof Answer.Refused
                ? Stream.of()
                : Stream.of(with(each, new Request.Offer(offer.name(), false, next.secret()), each.answer()));
    }

    /** A reject and, with {@code next}, an offer. A replayed answer tells an offer of before, and rejects nothing. */
    private static Stream<Exchange> ofBusy(Exchange exchange, Request.RejectBusy busy) {
        Request reject = new Request.Reject(busy.name(), busy.port(), busy.secret());
        Answer answer = exchange.answer();
        if (!busy.next() || answer instanceof Answer.Refused) {
            return Stream.of(with(exchange, reject, answer));
        }
        Exchange offer = with(exchange, new Request.Offer(busy.name(), false, busy.secret()), answer);
        if (answer instanceof Answer.Granted granted) {
            return granted.replayed()
                    ? Stream.of(offer)
                    : Stream.of(with(exchange, reject, new Answer.Gone()), offer);
        }
        return Stream.of(with(exchange, reject, answer), offer);
    }

    private static Exchange each(Exchange exchange, Request request, String name) {
        return with(exchange, request, answer(exchange.answer(), name));
    }

    private static Answer answer(Answer answer, String name) {
        if (answer instanceof Answer.GrantedAll granted) {
            HeldPort holding = find(granted.holdings(), name);
            return holding == null
                    ? new Answer.Unknown("not in the answer")
                    : new Answer.Granted(holding, granted.revision(), granted.replayed());
        }
        boolean others = answer instanceof Answer.Refused refused
                && refused.holding() != null
                && !refused.holding().name().equals(name);
        return others ? new Answer.Refused(OTHER_NAME, null) : answer;
    }

    private static @Nullable HeldPort find(List<HeldPort> holdings, String name) {
        return holdings.stream()
                .filter(holding -> holding.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Exchange with(Exchange exchange, Request request, Answer answer) {
        return new Exchange(
                exchange.client(), exchange.entry(), request, exchange.asked(), exchange.answered(), answer, exchange.secret());
    }
}

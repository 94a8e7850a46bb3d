package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.function.Consumer;

/**
 * What a client is told to be done is done: the record stands in etcd as it was told, at the revision that it was told; what
 * is said to have gone has gone. A yes ahead of its commit would be a promise that a crash can break.
 */
final class YesesAreKept implements Rule {
    @Override
    public String claim() {
        return "a yes is kept";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        for (Exchange exchange : evidence.exchanges()) {
            if (exchange.answer() instanceof Answer.Granted granted) {
                granted(exchange, granted, evidence, found);
            } else if (exchange.answer() instanceof Answer.Gone
                    && evidence.endings().deletion(exchange) == null) {
                found.accept("no deletion that this could mean: " + evidence.words(exchange));
            }
        }
    }

    private static void granted(Exchange exchange, Answer.Granted granted, Evidence evidence, Consumer<String> found) {
        HeldPort holding = granted.holding();
        if (!fits(exchange.request(), granted)) {
            found.accept("not what was asked for: " + evidence.words(exchange));
        }
        Change change = evidence.chronicle().at(holding.port(), granted.revision());
        if (change == null || !holding.equals(change.holding())) {
            found.accept((change == null ? "etcd has no such revision of that port" : "etcd has " + change.holding())
                    + ": " + evidence.words(exchange));
        }
    }

    private static boolean fits(Request request, Answer.Granted granted) {
        HeldPort holding = granted.holding();
        if (request instanceof Request.Offer offer) {
            boolean right = offer.acceptAtOnce() ? holding.state() == State.ALLOCATED : mayBeOffered(granted);
            return right && holding.name().equals(offer.name());
        }
        return request instanceof Request.Accept accept
                && holding.equals(new HeldPort(accept.name(), accept.port(), State.ALLOCATED));
    }

    /** An offer that is told once more is told as it is by now. */
    private static boolean mayBeOffered(Answer.Granted granted) {
        return granted.replayed() || granted.holding().state() == State.OFFERED;
    }
}

package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A yes is true. The record is in etcd as the client was told, at that revision, and a deleted record is gone. So no node says
 * yes before its commit: a crash could break such a promise.
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
                    && !(exchange.request() instanceof Request.EndLease)
                    && evidence.deletions().deletion(exchange) == null) {
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
            return right && holding.name().equals(offer.name()) && isWanted(offer.wanted(), granted);
        } else if (request instanceof Request.Move move) {
            return holding.equals(new HeldPort(move.name(), move.port(), State.ALLOCATED));
        }
        return request instanceof Request.Accept accept
                && holding.equals(new HeldPort(accept.name(), accept.port(), State.ALLOCATED));
    }

    /** Whether the port is the one that was asked for. An offer that was replaced since then may have another one. */
    private static boolean isWanted(Request.@Nullable Wanted wanted, Answer.Granted granted) {
        return wanted == null
                || wanted.fallback()
                || granted.replayed()
                || granted.holding().port() == wanted.port();
    }

    /** Whether the record may have been an offer. A replayed answer tells the record as it is now. */
    private static boolean mayBeOffered(Answer.Granted granted) {
        return granted.replayed() || granted.holding().state() == State.OFFERED;
    }
}

package io.portmaster.history;

import java.util.function.Consumer;

/** A yes is on the lease that was asked for. An allocation that is on another one is no yes, unless it was moved. */
final class YesesNameTheLease implements Rule {
    /** The request leaves the allocation on the lease that it is on. */
    private static final long ANY = -1;

    @Override
    public String claim() {
        return "a yes is on the lease that was asked for";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        for (Exchange exchange : evidence.exchanges()) {
            long asked = lease(exchange.request());
            if (asked != ANY && exchange.answer() instanceof Answer.Granted granted) {
                Change put = evidence.chronicle().at(granted.holding().port(), granted.revision());
                if (put != null && put.lease() != asked) {
                    found.accept("on lease " + put.lease() + ": " + evidence.words(exchange));
                }
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
}

package io.portmaster.history;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The deletions that 204 answers acknowledge. Such an answer doesn't say which record was deleted.
 *
 * <p>A reject deletes the offer that its client was granted, at any time. A release looks for the name after it was asked, so it
 * deletes a record later than that. Two releases never delete the same record.
 */
final class AcknowledgedDeletions {
    private final HoldingPeriods periods;
    private final RequestsByName requests;
    private final Map<Exchange, Change> deletions = new IdentityHashMap<>();
    private final Set<Change> released = new HashSet<>();

    /** @param exchanges in the order in which they were asked */
    AcknowledgedDeletions(List<Exchange> exchanges, HoldingPeriods periods, RequestsByName requests) {
        this.periods = periods;
        this.requests = requests;
        for (Exchange exchange : exchanges) {
            Change deletion = exchange.answer() instanceof Answer.Gone ? find(exchange) : null;
            if (deletion != null) {
                deletions.put(exchange, deletion);
            }
        }
    }

    /** The deletion that the answer acknowledges, or an earlier one of the same name; null if there is none. */
    @Nullable
    Change deletion(Exchange gone) {
        return deletions.get(gone);
    }

    private @Nullable Change find(Exchange gone) {
        if (gone.request() instanceof Request.Reject reject) {
            HoldingPeriod offer = granted(reject.name(), reject.port(), reject.secret(), gone.asked());
            return offer == null ? null : offer.deletion();
        }
        if (!(gone.request() instanceof Request.Release release)) {
            return null;
        }
        for (HoldingPeriod period : periods.of(release.name())) {
            Change deletion = period.deletion();
            if (deletion != null
                    && period.isAllocation()
                    && deletion.seen() >= gone.asked()
                    && released.add(deletion)) {
                return deletion;
            }
        }
        return null;
    }

    /**
     * The holding period of the offer whose secret a client shows. The name may have got the same port again, with another secret.
     *
     * @param asked when it shows it
     * @return null if it was never told of any, or of none that the chronicle knows
     */
    @Nullable
    HoldingPeriod granted(String name, int port, String secret, long asked) {
        List<Exchange> told = requests.offers(name).stream()
                .filter(offer -> offer.answered() <= asked
                        && offer.answer() instanceof Answer.Granted granted
                        && granted.holding().port() == port)
                .toList();
        List<Exchange> known = told.stream().filter(offer -> hasTold(offer, secret)).toList();
        Exchange latest = last(known.isEmpty() ? told : known);
        return latest == null
                ? null
                : periods.at(port, ((Answer.Granted) latest.answer()).revision());
    }

    /** Whether the answer told that secret, or is that of a {@code reject?next=true}, whose key is the secret. A journal may lack secrets. */
    private static boolean hasTold(Exchange offer, String secret) {
        return secret.equals(offer.secret()) || secret.equals(((Request.Offer) offer.request()).key());
    }

    private static @Nullable Exchange last(List<Exchange> exchanges) {
        return exchanges.isEmpty() ? null : exchanges.get(exchanges.size() - 1);
    }
}

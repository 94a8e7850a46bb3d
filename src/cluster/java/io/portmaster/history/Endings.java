package io.portmaster.history;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which offer a secret stood for, and which deletion an acknowledged reject or release speaks of: a 204 doesn't say.
 *
 * <p>A reject means the offer that its client was granted, whenever that went. A release looks for the name after it was
 * asked, so it speaks of a deletion that came later, and two releases never speak of the same.
 */
final class Endings {
    private final Tenures tenures;
    private final RequestsByName requests;
    private final Map<Exchange, Change> deletions = new IdentityHashMap<>();
    private final Set<Change> released = new HashSet<>();

    /** @param exchanges in the order in which they were asked */
    Endings(List<Exchange> exchanges, Tenures tenures, RequestsByName requests) {
        this.tenures = tenures;
        this.requests = requests;
        for (Exchange exchange : exchanges) {
            Change deletion = exchange.answer() instanceof Answer.Gone ? find(exchange) : null;
            if (deletion != null) {
                deletions.put(exchange, deletion);
            }
        }
    }

    /** The deletion that a 204 speaks of, or an earlier one of the same name; null if there is none. */
    @Nullable
    Change deletion(Exchange gone) {
        return deletions.get(gone);
    }

    private @Nullable Change find(Exchange gone) {
        if (gone.request() instanceof Request.Reject reject) {
            Tenure offer = granted(reject.name(), reject.port(), gone.asked());
            return offer == null ? null : offer.deletion();
        }
        if (!(gone.request() instanceof Request.Release release)) {
            return null;
        }
        for (Tenure tenure : tenures.of(release.name())) {
            Change deletion = tenure.deletion();
            if (deletion != null
                    && tenure.isAllocation()
                    && deletion.seen() >= gone.asked()
                    && released.add(deletion)) {
                return deletion;
            }
        }
        return null;
    }

    /**
     * The tenure that a secret belongs to which a client shows.
     *
     * @param asked when it shows it
     * @return null if it was never told of any, or of none that the chronicle knows
     */
    @Nullable
    Tenure granted(String name, int port, long asked) {
        Answer.Granted latest = null;
        for (Exchange offer : requests.offers(name)) {
            if (offer.answered() <= asked
                    && offer.answer() instanceof Answer.Granted granted
                    && granted.holding().port() == port) {
                latest = granted;
            }
        }
        return latest == null ? null : tenures.at(port, latest.revision());
    }
}

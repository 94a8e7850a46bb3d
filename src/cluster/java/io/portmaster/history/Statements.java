package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What answers say of the records as they are: every read, and every no that gives a reason. */
final class Statements {
    private final Chronicle chronicle;
    private final Endings endings;
    private final Standing standing;

    Statements(Evidence evidence) {
        this.chronicle = evidence.chronicle();
        this.endings = evidence.endings();
        this.standing = new Standing(chronicle);
    }

    /**
     * Ask for them in the order of the revisions that they are to be held against.
     *
     * @return null if it says nothing of the records
     */
    @Nullable
    Statement of(Exchange exchange) {
        Answer answer = exchange.answer();
        if (answer instanceof Answer.Listed listed && exchange.request() instanceof Request.List list) {
            return isByPort(listed.holdings())
                    ? new ListStatement(list.state(), listed.holdings(), chronicle, standing)
                    : new Lie();
        } else if (answer instanceof Answer.Found found && exchange.request() instanceof Request.Find find) {
            return found.holding().state() != State.ALLOCATED
                    ? new Lie()
                    : says(
                            find.name(),
                            put -> put != null
                                    && put.revision() == found.revision()
                                    && found.holding().equals(put.holding()));
        } else {
            return answer instanceof Answer.Refused refused ? refusal(exchange, refused) : null;
        }
    }

    /** And so names none twice. */
    private static boolean isByPort(List<HeldPort> holdings) {
        return IntStream.range(1, holdings.size())
                .allMatch(index ->
                        holdings.get(index - 1).port() < holdings.get(index).port());
    }

    private @Nullable Statement refusal(Exchange exchange, Answer.Refused refused) {
        Request request = exchange.request();
        return switch (refused.code()) {
            case "service-not-found" -> new Lie();
            case "name-taken" ->
                request instanceof Request.Offer offer ? says(offer.name(), put -> fits(put, refused)) : new Lie();
            case "port-not-found" -> portNotFound(request);
            case "offer-not-found" -> offerNotFound(exchange);
            case "offer-accepted" ->
                request instanceof Request.Reject reject
                        ? says(reject.name(), put -> isAllocated(put) && fits(put, refused))
                        : new Lie();
            default -> null;
        };
    }

    private Statement portNotFound(Request request) {
        if (request instanceof Request.Find find) {
            return says(find.name(), put -> !isAllocated(put));
        }
        return request instanceof Request.Release release ? says(release.name(), put -> !isAllocated(put)) : new Lie();
    }

    private @Nullable Statement offerNotFound(Exchange exchange) {
        if (exchange.request() instanceof Request.Accept accept) {
            return gone(accept.name(), accept.port(), exchange.asked());
        }
        return exchange.request() instanceof Request.Reject reject
                ? gone(reject.name(), reject.port(), exchange.asked())
                : new Lie();
    }

    /** The record that a secret belongs to is no more; the name may have another by now. */
    private @Nullable Statement gone(String name, int port, long asked) {
        Tenure tenure = endings.granted(name, port, asked);
        return tenure == null
                ? null
                : says(name, put -> put == null || !tenure.puts().contains(put));
    }

    private Statement says(String name, Predicate<@Nullable Change> test) {
        return new NameStatement(name, chronicle, test);
    }

    private static boolean fits(@Nullable Change put, Answer.Refused refused) {
        return put != null && (refused.holding() == null || refused.holding().equals(put.holding()));
    }

    private static boolean isAllocated(@Nullable Change put) {
        return put != null && Objects.requireNonNull(put.holding()).state() == State.ALLOCATED;
    }

    /** True of no records at all: that the one service is missing, a list out of order, a reason that fits no such request. */
    private static final class Lie implements Statement {
        @Override
        public long firstTrue(long from, long to) {
            return NEVER;
        }

        @Override
        public long falseSince(long revision) {
            return NEVER;
        }
    }
}

package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The statements of answers: of every read, and of every no that gives a reason. */
final class Statements {
    private final Chronicle chronicle;
    private final AcknowledgedDeletions deletions;
    private final ChronicleReplay replay;

    Statements(Evidence evidence) {
        this.chronicle = evidence.chronicle();
        this.deletions = evidence.deletions();
        this.replay = new ChronicleReplay(chronicle);
    }

    /**
     * The statement of an exchange. Ask by rising revisions that the statements are compared with.
     *
     * @return null if it says nothing of the records
     */
    @Nullable
    Statement of(Exchange exchange) {
        Answer answer = exchange.answer();
        if (answer instanceof Answer.Listed listed && exchange.request() instanceof Request.List list) {
            return isByPort(listed.holdings())
                    ? new ListStatement(list.state(), listed.holdings(), chronicle, replay)
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

    /** Whether the list is in order. Such a list names no port twice. */
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
            return gone(accept.name(), accept.port(), accept.secret(), exchange.asked());
        }
        if (exchange.request() instanceof Request.Move move) {
            return gone(move.name(), move.port(), move.secret(), exchange.asked());
        }
        return exchange.request() instanceof Request.Reject reject
                ? gone(reject.name(), reject.port(), reject.secret(), exchange.asked())
                : new Lie();
    }

    /** States that the secret's record has ended. The name may have another record. */
    private @Nullable Statement gone(String name, int port, String secret, long asked) {
        HoldingPeriod period = deletions.granted(name, port, secret, asked);
        return period == null
                ? null
                : says(name, put -> put == null || !period.puts().contains(put));
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

    /**
     * A statement that is never true: the service is missing, a list is out of order, or the reason doesn't fit the request.
     */
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

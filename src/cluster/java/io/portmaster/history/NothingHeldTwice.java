package io.portmaster.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * No port belongs to two names at once, and no name has two ports.
 *
 * <p>The rule is checked from two sides. From the clients' side: from a yes until the client asked for something that may end
 * its hold, the port certainly was the client's. From the chronicle's side: it holds at each revision, and a port is free before
 * it passes to another name. A change that replaces another name's record was not guarded by an absent key.
 */
final class NothingHeldTwice implements Rule {
    @Override
    public String claim() {
        return "nothing is held twice";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        List<Hold> holds = holds(evidence);
        holds.sort(Comparator.comparingLong(Hold::from));
        overlaps(holds, hold -> hold.holding().port(), evidence, found);
        overlaps(holds, hold -> hold.holding().name(), evidence, found);
        chronicle(evidence, found);
    }

    /** A time for which a client was certain to have its port. */
    private record Hold(HeldPort holding, long from, long to, Exchange by) {}

    private static List<Hold> holds(Evidence evidence) {
        List<Hold> holds = new ArrayList<>();
        for (Exchange exchange : evidence.exchanges()) {
            if (exchange.answer() instanceof Answer.Granted granted && !isRevoked(granted, evidence)) {
                long to = end(exchange, granted, evidence);
                if (exchange.answered() < to) {
                    holds.add(new Hold(granted.holding(), exchange.answered(), to, exchange));
                }
            }
        }
        return holds;
    }

    private static boolean isRevoked(Answer.Granted granted, Evidence evidence) {
        HoldingPeriod period = evidence.periods().at(granted.holding().port(), granted.revision());
        return period != null && evidence.promises().revoked().contains(period.key());
    }

    private static long end(Exchange exchange, Answer.Granted granted, Evidence evidence) {
        HeldPort holding = granted.holding();
        RequestsByName requests = evidence.requests();
        long end = Math.min(
                firstThatMayEnd(requests.releases(holding.name()), exchange), endOfLease(exchange, granted, evidence));
        if (holding.state() == HeldPort.State.ALLOCATED) {
            // From a move on, the answer to the move tells how long the client has the port.
            return Math.min(end, firstThatMayEnd(requests.moves(holding.name()), exchange));
        }
        // A replayed yes doesn't tell when the offer was made: its TTL may count from the first request.
        long planned = granted.replayed()
                ? Causes.firstAsked(requests.offers(holding.name())).orElseThrow()
                : exchange.asked();
        // From an accept onto a lease on, the answer to the accept tells how long the client has the port.
        List<Exchange> accepts = requests.accepts(holding.name(), holding.port()).stream()
                .filter(accept -> ((Request.Accept) accept.request()).lease() != 0)
                .toList();
        return Math.min(
                Math.min(end, planned + evidence.promises().ttl().toNanos()),
                Math.min(
                        firstThatMayEnd(requests.rejects(holding.name(), holding.port()), exchange),
                        firstThatMayEnd(accepts, exchange)));
    }

    /** When the client had to stop, since its lease may have ended. */
    private static long endOfLease(Exchange yes, Answer.Granted granted, Evidence evidence) {
        Change put = evidence.chronicle().at(granted.holding().port(), granted.revision());
        return put == null || put.lease() == 0
                ? Long.MAX_VALUE
                : evidence.leases().surelyUntil(put.lease(), yes.answered());
    }

    /**
     * The earliest time at which a client asked for something that may end the hold. A request from before the yes counts, too,
     * if its result is unknown.
     */
    private static long firstThatMayEnd(List<Exchange> requests, Exchange yes) {
        return requests.stream()
                .filter(RequestsByName::mayHaveActed)
                .filter(exchange -> exchange.answer() instanceof Answer.Unknown || exchange.answered() > yes.asked())
                .mapToLong(Exchange::asked)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static void overlaps(
            List<Hold> byStart, Function<Hold, Object> shared, Evidence evidence, Consumer<String> found) {
        Map<Object, Hold> longest = new HashMap<>();
        for (Hold hold : byStart) {
            Hold other = longest.get(shared.apply(hold));
            if (other != null && hold.from() < other.to() && differ(hold.holding(), other.holding())) {
                found.accept(shared.apply(hold) + " is in two hands: " + evidence.words(other.by()) + ", and "
                        + evidence.words(hold.by()));
            }
            if (other == null || hold.to() > other.to()) {
                longest.put(shared.apply(hold), hold);
            }
        }
    }

    private static boolean differ(HeldPort one, HeldPort other) {
        return one.port() != other.port() || !one.name().equals(other.name());
    }

    private static void chronicle(Evidence evidence, Consumer<String> found) {
        List<Change> changes = evidence.chronicle().changes();
        Map<String, Change> byName = new HashMap<>();
        for (int from = 0, to; from < changes.size(); from = to) {
            to = from;
            while (to < changes.size()
                    && changes.get(to).revision() == changes.get(from).revision()) {
                free(evidence.chronicle().former(to), byName);
                to++;
            }
            for (int index = from; index < to; index++) {
                occupy(changes.get(index), evidence.chronicle().former(index), byName, evidence, found);
            }
        }
    }

    private static void free(@Nullable HeldPort former, Map<String, Change> byName) {
        if (former != null) {
            byName.computeIfPresent(former.name(), (name, change) -> change.port() == former.port() ? null : change);
        }
    }

    private static void occupy(
            Change change,
            @Nullable HeldPort former,
            Map<String, Change> byName,
            Evidence evidence,
            Consumer<String> found) {
        HeldPort holding = change.holding();
        if (holding == null) {
            return;
        }
        if (former != null && !former.name().equals(holding.name())) {
            found.accept("a port passed from " + former.name() + " to another without being free between: "
                    + evidence.words(change));
        }
        Change other = byName.put(holding.name(), change);
        if (other != null) {
            found.accept(
                    "a name has two ports: " + evidence.words(other) + ", still there at " + evidence.words(change));
        }
    }
}

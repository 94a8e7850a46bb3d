package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A request of unknown result is carried out once at most. So a name has no more records than it was asked for, none of them is
 * accepted or released more often than asked, and a record is written twice at most: as an offer, then as an allocation. Besides, a
 * move writes an allocation onto another lease, and {@code next} writes an offer again, so that it lasts longer.
 */
final class RequestsActOnce implements Rule {
    @Override
    public String claim() {
        return "a request acts once at most";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        RequestsByName requests = evidence.requests();
        Predicate<HoldingPeriod> takenBack = period -> evidence.causes().mayBeTakenBack(period, evidence.promises());
        evidence.periods().byName().forEach((name, periods) -> {
            count(name, "was created", periods, takenBack.negate(), requests.offers(name), found);
            count(name, "was accepted", periods, each -> each.acceptance() != null, requests.accepts(name), found);
            count(name, "was released", periods, RequestsActOnce::wasReleased, requests.releases(name), found);
        });
        evidence.periods().all().forEach(period -> puts(period, evidence, found));
    }

    private static boolean wasReleased(HoldingPeriod period) {
        return period.end() != null && period.isAllocation() && !period.isOnLease();
    }

    private static void count(
            String name,
            String what,
            List<HoldingPeriod> periods,
            Predicate<HoldingPeriod> which,
            List<Exchange> requests,
            Consumer<String> found) {
        List<HoldingPeriod> happened = periods.stream().filter(which).toList();
        long asked = requests.stream().filter(RequestsByName::mayHaveActed).count();
        // NothingUnasked judges changes that nobody asked for.
        if (happened.size() > Math.max(1, asked)) {
            found.accept(name + " " + what + " " + happened.size() + " times, for " + asked
                    + " requests that may have acted: " + happened);
        }
    }

    private static void puts(HoldingPeriod period, Evidence evidence, Consumer<String> found) {
        for (int index = 1; index < period.puts().size(); index++) {
            Change before = period.puts().get(index - 1);
            Change after = period.puts().get(index);
            boolean accepted = state(before) == State.OFFERED && state(after) == State.ALLOCATED;
            if (!accepted
                    && !followsItsLease(before, after)
                    && !isMove(before, after, evidence)
                    && !isRenewed(before, after, evidence)) {
                found.accept(
                        "a record was written again: " + evidence.words(after) + ", behind " + evidence.words(before));
            }
        }
    }

    /** A client's lease comes to another pair of etcd's leases after an election, and its allocations are written there as they were. */
    private static boolean followsItsLease(Change before, Change after) {
        return state(after) == State.ALLOCATED
                && after.lease() != 0
                && after.lease() == before.lease()
                && Objects.equals(before.holding(), after.holding())
                && Objects.equals(before.group(), after.group());
    }

    private static boolean isMove(Change before, Change after, Evidence evidence) {
        return state(before) == State.ALLOCATED
                && state(after) == State.ALLOCATED
                && evidence.requests().moves(name(after)).stream()
                        .filter(move -> mayHaveMade(move, after))
                        .map(move -> (Request.Move) move.request())
                        .anyMatch(move -> move.revision() == before.revision() && move.lease() == after.lease());
    }

    private static boolean isRenewed(Change before, Change after, Evidence evidence) {
        return state(before) == State.OFFERED
                && state(after) == State.OFFERED
                && evidence.requests().nexts(name(after)).stream().anyMatch(next -> mayHaveMade(next, after));
    }

    private static boolean mayHaveMade(Exchange exchange, Change change) {
        return RequestsByName.mayHaveActed(exchange) && exchange.asked() <= change.seen();
    }

    private static String name(Change put) {
        return Objects.requireNonNull(put.holding()).name();
    }

    private static State state(Change put) {
        return Objects.requireNonNull(put.holding()).state();
    }
}

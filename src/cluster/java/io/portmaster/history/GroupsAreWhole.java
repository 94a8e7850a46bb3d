package io.portmaster.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A group is whole or absent: its offers are made, accepted and ended at one revision each, and they are those that a client asked
 * for. Allocations of a group are released one by one. A busy port gives way to another one, which the group has from then on.
 */
final class GroupsAreWhole implements Rule {
    @Override
    public String claim() {
        return "a group is whole or absent";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        Map<String, List<HoldingPeriod>> groups = new LinkedHashMap<>();
        for (HoldingPeriod period : evidence.periods().all()) {
            String group = period.creation().group();
            if (group != null) {
                groups.computeIfAbsent(group, nonce -> new ArrayList<>()).add(period);
            }
        }
        Set<Set<String>> asked = evidence.asked().stream()
                .filter(exchange -> exchange.request() instanceof Request.OfferAll
                        && !(exchange.answer() instanceof Answer.Refused))
                .map(exchange -> Set.copyOf(names(exchange.request())))
                .collect(Collectors.toSet());
        groups.values().forEach(members -> group(members, asked, evidence, found));
        evidence.asked().forEach(exchange -> answer(exchange, evidence, found));
    }

    /** @param asked the names of each group that may have been made */
    private static void group(
            List<HoldingPeriod> members, Set<Set<String>> asked, Evidence evidence, Consumer<String> found) {
        Map<String, HoldingPeriod> first = new LinkedHashMap<>();
        Map<String, HoldingPeriod> last = new LinkedHashMap<>();
        for (HoldingPeriod member : members) {
            HoldingPeriod before = last.put(member.name(), member);
            if (before == null) {
                first.put(member.name(), member);
            } else if (!gaveWay(before, member, evidence)) {
                found.accept("a port of a group did not give way to the next one at one revision: " + before + ", " + member);
            }
        }
        if (!asked.contains(first.keySet())) {
            found.accept("no client asked for this group: " + members);
        }
        atOnce("made", first.values(), HoldingPeriod::creation, found);
        atOnce("accepted", last.values(), HoldingPeriod::acceptance, found);
        atOnce("ended", last.values(), member -> member.isAllocation() ? null : member.end(), found);
    }

    /** Whether a client asked for another port in place of a busy one. */
    private static boolean gaveWay(HoldingPeriod before, HoldingPeriod after, Evidence evidence) {
        Change end = before.end();
        return end != null
                && !before.isAllocation()
                && end.revision() == after.creation().revision()
                && evidence.requests().nexts(before.name()).stream()
                        .anyMatch(next -> RequestsByName.mayHaveActed(next) && next.asked() <= end.seen());
    }

    /** Checks that a change happened to all at one revision, or to none. */
    private static void atOnce(
            String what,
            Collection<HoldingPeriod> members,
            Function<HoldingPeriod, @Nullable Change> change,
            Consumer<String> found) {
        Set<Long> revisions = new HashSet<>();
        members.forEach(member -> {
            Change one = change.apply(member);
            revisions.add(one == null ? 0 : one.revision());
        });
        if (revisions.size() > 1) {
            found.accept("a group was not " + what + " at one revision, but at " + revisions + ": " + members);
        }
    }

    /** A yes has all names that were asked for, in their order. An accept that is repeated tells those that still stand. */
    private static void answer(Exchange exchange, Evidence evidence, Consumer<String> found) {
        if (exchange.answer() instanceof Answer.GrantedAll granted) {
            List<String> names = granted.holdings().stream().map(HeldPort::name).toList();
            Predicate<List<String>> fits = granted.replayed() ? all -> all.containsAll(names) : names::equals;
            if (!fits.test(names(exchange.request())) || !areNeighbours(exchange, granted)) {
                found.accept("not the group that was asked for: " + evidence.words(exchange));
            }
        }
    }

    private static boolean areNeighbours(Exchange exchange, Answer.GrantedAll granted) {
        int first = granted.holdings().isEmpty() ? 0 : granted.holdings().get(0).port();
        for (int place = 0; place < granted.holdings().size(); place++) {
            if (granted.holdings().get(place).port() != first + place) {
                return !(exchange.request() instanceof Request.OfferAll offer && offer.consecutive());
            }
        }
        return true;
    }

    private static List<String> names(Request request) {
        if (request instanceof Request.OfferAll offer) {
            return offer.names();
        }
        List<HeldPort> offers = request instanceof Request.AcceptAll accept
                ? accept.offers()
                : request instanceof Request.NextAll next ? next.offers() : List.of();
        return offers.stream().map(HeldPort::name).toList();
    }
}

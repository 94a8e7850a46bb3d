package io.portmaster.history;

import java.util.ArrayList;
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
 * for. Allocations of a group are released one by one.
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
        groups.values().forEach(members -> group(members, asked, found));
        evidence.asked().forEach(exchange -> answer(exchange, evidence, found));
    }

    /** @param asked the names of each group that may have been made */
    private static void group(List<HoldingPeriod> members, Set<Set<String>> asked, Consumer<String> found) {
        Set<String> names = new HashSet<>();
        members.forEach(member -> names.add(member.name()));
        if (!asked.contains(names) || names.size() != members.size()) {
            found.accept("no client asked for this group: " + members);
        }
        atOnce("made", members, HoldingPeriod::creation, found);
        atOnce("accepted", members, HoldingPeriod::acceptance, found);
        atOnce("ended", members, member -> member.isAllocation() ? null : member.end(), found);
    }

    /** Checks that a change happened to all at one revision, or to none. */
    private static void atOnce(
            String what,
            List<HoldingPeriod> members,
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
        return request instanceof Request.AcceptAll accept
                ? accept.offers().stream().map(HeldPort::name).toList()
                : List.of();
    }
}

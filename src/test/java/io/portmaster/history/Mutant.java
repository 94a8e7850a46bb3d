package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A way to spoil a sound run by one detail, such that no order of things could excuse it. */
enum Mutant {
    /** A yes whose record was never written. */
    UNWRITTEN(new YesesAreKept(), (run, random) -> pickExchange(run, random, Mutant::isNewlyGranted)
            .map(exchange -> without(run, written(run, exchange)))),

    /** A yes at a revision of something else. */
    WRONG_REVISION(new YesesAreKept(), (run, random) -> pickExchange(run, random, Mutant::isNewlyGranted)
            .map(exchange -> answered(run, exchange, atNextRevision((Answer.Granted) exchange.answer())))),

    /** A yes that was meant for somebody else. */
    SWAPPED(new YesesAreKept(), (run, random) -> {
        Optional<Exchange> one = pickExchange(run, random, Mutant::isNewlyGranted);
        Optional<Exchange> other = pickExchange(
                run,
                random,
                each -> isNewlyGranted(each)
                        && each.client() != one.orElseThrow().client());
        return other.map(exchange ->
                answered(answered(run, exchange, one.orElseThrow().answer()), one.orElseThrow(), exchange.answer()));
    }),

    /** A 204 for what stays. */
    STAYED(new YesesAreKept(), (run, random) -> pickExchange(
                    run,
                    random,
                    each -> isGone(each)
                            && each.request().name() != null
                            && !(each.request() instanceof Request.RejectBusy)
                            && new HoldingPeriods(run.chronicle())
                                            .of(each.name())
                                            .size()
                                    == 1)
            .map(exchange -> without(
                    run,
                    Objects.requireNonNull(new Evidence(run.exchanges(), List.of(), run.chronicle(), run.promises())
                            .deletions()
                            .deletion(exchange))))),

    /** An allocation whose client never let it go. */
    VANISHED(new AcceptsStand(), (run, random) -> pick(
                    periods(run).stream()
                            .filter(period -> period.end() != null && period.isAllocation() && !period.isOnLease())
                            .filter(period -> run.exchanges().stream().anyMatch(each -> isTold(each, period)))
                            .toList(),
                    random)
            .map(period -> run.withExchanges(run.exchanges().stream()
                    .filter(each -> !(each.request() instanceof Request.Release release
                            && release.name().equals(period.name())))
                    .toList()))),

    /** A no to an offer that was made. */
    REFUSED_OFFER(
            new NothingUnasked(),
            (run, random) -> refusing(
                    run,
                    random,
                    each -> each.request() instanceof Request.Offer offer
                            && offer.key() != null
                            && acting(run, offer.name(), Request.Offer.class) == 1)),

    /** A no to an accept that was done. */
    REFUSED_ACCEPT(
            new NothingUnasked(),
            (run, random) -> refusing(
                    run,
                    random,
                    each -> each.request() instanceof Request.Accept accept
                            && acting(run, accept.name(), Request.Accept.class) == 1)),

    /** A no to a release that was done. */
    REFUSED_RELEASE(
            new NothingUnasked(),
            (run, random) -> refusing(
                    run,
                    random,
                    each -> each.request() instanceof Request.Release release
                            && !mayBeOnLease(release.name())
                            && acting(run, release.name(), Request.Release.class) == 1)),

    /** A record under a name that nobody knows. */
    STRANGER(new NothingUnasked(), (run, random) -> pick(run.changes(), random)
            .map(change -> with(run, behind(change, new HeldPort("stranger", 9999, State.ALLOCATED))))),

    /** A second port for a name that has one. */
    SECOND_PORT(new NothingHeldTwice(), (run, random) -> pickAllocation(run, random)
            .map(put -> with(
                    run,
                    behind(
                            put,
                            new HeldPort(Objects.requireNonNull(put.holding()).name(), 9999, State.ALLOCATED))))),

    /** A port written over, for a name that none of the run's is. */
    OVERWRITTEN(new NothingHeldTwice(), (run, random) -> pickAllocation(run, random)
            .map(put -> with(run, behind(put, new HeldPort("other", put.port(), State.ALLOCATED))))),

    /** The same yes to two clients. */
    TOLD_TWO(new NothingHeldTwice(), (run, random) -> {
        Exchange one = pickExchange(
                        run,
                        random,
                        each -> isHeldForGood(each) && !mayBeOnLease(each.name()) && !mayHaveEndedBefore(run, each))
                .orElseThrow();
        HeldPort holding = ((Answer.Granted) one.answer()).holding();
        Answer.Granted same = new Answer.Granted(new HeldPort("other", holding.port(), State.ALLOCATED), 1, false);
        return Optional.of(added(run, one, new Request.Offer("other", true, "key"), same));
    }),

    /** An allocation written once more. */
    WRITTEN_AGAIN(new RequestsActOnce(), (run, random) -> pick(
                    periods(run).stream()
                            .filter(HoldingPeriod::isAllocation)
                            .filter(period -> !mayBeOnLease(period.name()))
                            .toList(),
                    random)
            .map(period -> period.puts().get(period.puts().size() - 1))
            .map(put -> with(run, behind(put, Objects.requireNonNull(put.holding()))))),

    /** An offer's end, moved into its term. */
    TOO_EARLY(
            new OffersKeepTheirTerm(), (run, random) -> pickExpired(run, random).map(period -> {
                Change end = Objects.requireNonNull(period.end());
                long seen = period.creation().seen() + 1;
                Change early = new Change(end.revision(), seen, end.port(), null);
                return with(without(run, end), early);
            })),

    /** An offer's end, moved far beyond its term. */
    TOO_LATE(
            new OffersKeepTheirTerm(), (run, random) -> pickExpired(run, random).map(period -> {
                Change end = Objects.requireNonNull(period.end());
                return with(without(run, end), new Change(end.revision(), run.end(), end.port(), null));
            })),

    /** A port that somebody else has as soon as it is released. */
    GIVEN_BEFORE_IT_COOLED(
            new CoolingIsKept(),
            (run, random) -> pickGiven(run, random, (period, evidence) -> {
                List<Exchange> releases = evidence.causes().ofEnd(period);
                return period.isAllocation() && !period.isOnLease() && !releases.isEmpty()
                        ? Causes.firstAsked(releases).getAsLong()
                                + run.promises().reuseDelay().toNanos()
                        : Long.MIN_VALUE;
            })),

    /** A port that somebody else has as soon as it is rejected as busy. */
    GIVEN_WHILE_BUSY(
            new CoolingIsKept(),
            (run, random) -> pickGiven(run, random, (period, evidence) -> run.exchanges().stream()
                    .filter(each -> each.request() instanceof Request.RejectBusy busy
                            && busy.name().equals(period.name())
                            && busy.port() == period.port()
                            && (isGone(each) || isNewlyGranted(each)))
                    .filter(each -> period.creation().seen() <= each.answered() && period.endedAsOffer())
                    // The name may have been offered the same port again, and have rejected it then.
                    .filter(each ->
                            each.asked() <= Objects.requireNonNull(period.end()).seen())
                    .mapToLong(each -> each.asked() + run.promises().busyDelay().toNanos())
                    .min()
                    .orElse(Long.MIN_VALUE))),

    /** A port that somebody else has as soon as its lease has ended. */
    GIVEN_BEFORE_IT_LINGERED(
            new CoolingIsKept(),
            (run, random) -> pickGiven(
                    run,
                    random,
                    (period, evidence) -> endedWithLease(period, evidence)
                            ? evidence.leases()
                                            .mustStop(
                                                    period.lease(),
                                                    Objects.requireNonNull(period.end())
                                                            .seen())
                                    + ModelLeases.LINGER * ModelLeases.SECOND
                            : Long.MIN_VALUE)),

    /** A cooling key's end, moved far beyond its delay. */
    COOLS_TOO_LONG(new CoolingEnds(), (run, random) -> pick(
                    run.coolings().stream()
                            .filter(change -> change.cooling() == null)
                            .toList(),
                    random)
            .map(end -> run.withCoolings(run.coolings().stream()
                    .map(each ->
                            each.equals(end) ? new CoolingChange(end.revision(), run.end(), end.port(), null) : each)
                    .toList()))),

    /** An allocation's end with its lease, moved into the lease's time. */
    LEASE_ENDS_EARLY(new LeasesAreKept(), (run, random) -> pickEndedWithLease(run, random)
            .map(period -> {
                Change end = Objects.requireNonNull(period.end());
                return with(
                        without(run, end),
                        new Change(end.revision(), lastPut(period).seen() + 1, end.port(), null));
            })),

    /** An allocation's end with its lease, moved far beyond the lease's time. */
    LEASE_ENDS_LATE(new LeasesAreKept(), (run, random) -> pickEndedWithLease(run, random)
            .map(period -> {
                Change end = Objects.requireNonNull(period.end());
                return with(without(run, end), new Change(end.revision(), run.end(), end.port(), null));
            })),

    /** A no to a renewal in time. */
    REFUSED_RENEWAL(new LeasesAreKept(), (run, random) -> run.exchanges().stream()
            .filter(each -> each.request() instanceof Request.RenewLease && each.answer() instanceof Answer.Leased)
            .filter(each -> {
                Run refused = answered(run, each, new Answer.Refused("lease-not-found", null));
                long lease = ((Request.RenewLease) each.request()).lease();
                return each.answered() < evidence(refused).leases().surelyUntil(lease, each.asked());
            })
            .findFirst()
            .map(each -> answered(run, each, new Answer.Refused("lease-not-found", null)))),

    /** An allocation that is on another lease than its client was told. */
    OTHER_LEASE(new YesesNameTheLease(), (run, random) -> pickExchange(
                    run, random, each -> isNewlyGranted(each) && each.request() instanceof Request.Move)
            .map(each -> {
                Change put = written(run, each);
                return with(
                        without(run, put),
                        new Change(
                                put.revision(), put.seen(), put.port(), put.holding(), put.lease() + 2, put.group()));
            })),

    /** A group of which one was never there. */
    HALF_GROUP(new GroupsAreWhole(), (run, random) -> pickOfGroup(run, random, member -> true)
            .map(member -> run.withChanges(run.changes().stream()
                    .filter(change -> !member.puts().contains(change) && !change.equals(member.end()))
                    .toList()))),

    /** A group that was accepted one by one. */
    SPLIT_GROUP(new GroupsAreWhole(), (run, random) -> pickOfGroup(run, random, member -> member.acceptance() != null)
            .map(member -> {
                Change put = Objects.requireNonNull(member.acceptance());
                return with(
                        without(run, put),
                        new Change(
                                put.revision() + 1, put.seen(), put.port(), put.holding(), put.lease(), put.group()));
            })),

    /** A find that tells of what all know to have gone. */
    LATE_FIND(new ReadsAreFresh(), (run, random) -> pickExchange(run, random, each -> {
                if (!(each.answer() instanceof Answer.Found found)) {
                    return false;
                }
                HoldingPeriod period = tenureAt(run, found.holding().port(), found.revision());
                return period != null && period.end() != null;
            })
            .map(exchange -> moved(run, exchange, run.end() - 1_000))),

    /** A list that tells of what all know to have changed. */
    LATE_LIST(new ReadsAreFresh(), (run, random) -> pickExchange(
                    run,
                    random,
                    each -> each.answer() instanceof Answer.Listed listed
                            && !listed.holdings().equals(standingAtEnd(run, (Request.List) each.request())))
            .map(exchange -> moved(run, exchange, run.end() - 1_000))),

    /** A find that tells of what nobody has asked for yet. */
    EARLY_FIND(new ReadsAreFresh(), (run, random) -> pickExchange(
                    run, random, each -> each.answer() instanceof Answer.Found)
            .map(exchange -> moved(
                    run,
                    exchange,
                    run.exchanges().stream().mapToLong(Exchange::asked).min().orElseThrow() - 1_000))),

    /** A list without one that stood all the while. */
    INCOMPLETE_LIST(new ReadsAreFresh(), (run, random) -> pickExchange(
                    run,
                    random,
                    each -> each.answer() instanceof Answer.Listed listed
                            && listed.holdings().stream().anyMatch(holding -> stood(run, holding, each)))
            .map(exchange -> {
                List<HeldPort> holdings = new ArrayList<>(((Answer.Listed) exchange.answer()).holdings());
                holdings.remove(holdings.stream()
                        .filter(holding -> stood(run, holding, exchange))
                        .findFirst()
                        .orElseThrow());
                return answered(run, exchange, new Answer.Listed(holdings));
            })),

    /** A list with one that never was. */
    INVENTED_IN_LIST(new ReadsAreFresh(), (run, random) -> pickExchange(
                    run, random, each -> each.answer() instanceof Answer.Listed)
            .map(exchange -> {
                List<HeldPort> holdings = new ArrayList<>(((Answer.Listed) exchange.answer()).holdings());
                holdings.add(new HeldPort("stranger", 9999, ((Request.List) exchange.request()).state()));
                return answered(run, exchange, new Answer.Listed(holdings));
            })),

    /** A find that misses what stood all the while. */
    MISSED(new ReadsAreFresh(), (run, random) -> pickExchange(
                    run,
                    random,
                    each -> each.answer() instanceof Answer.Found found && stood(run, found.holding(), each))
            .map(exchange -> answered(run, exchange, new Answer.Refused("port-not-found", null))));

    private final Rule rule;
    private final BiFunction<Run, Random, Optional<Run>> spoil;

    Mutant(Rule rule, BiFunction<Run, Random, Optional<Run>> spoil) {
        this.rule = rule;
        this.spoil = spoil;
    }

    /** The rule that the mutant breaks, perhaps among others. */
    String claim() {
        return rule.claim();
    }

    /** @return empty if the run has no such detail */
    Optional<Run> of(Run run, Random random) {
        return spoil.apply(run, random);
    }

    /** The time before which nobody else may have the port of a period that has ended; the lowest number if there is none. */
    private interface Rest {
        long until(HoldingPeriod period, Evidence evidence);
    }

    /** Gives somebody else the port of a period whose rest isn't nearly over when its end is seen. */
    private static Optional<Run> pickGiven(Run run, Random random, Rest rest) {
        Evidence evidence = evidence(run);
        return pick(
                        evidence.periods().all().stream()
                                .filter(period -> period.deletion() != null)
                                .filter(period ->
                                        Objects.requireNonNull(period.end()).seen() < rest.until(period, evidence))
                                .toList(),
                        random)
                .map(period -> with(
                        run,
                        behind(
                                Objects.requireNonNull(period.end()),
                                new HeldPort("other", period.port(), State.OFFERED))));
    }

    private static boolean endedWithLease(HoldingPeriod period, Evidence evidence) {
        return period.deletion() != null
                && period.isOnLease()
                && evidence.leases().firstEnd(period.lease()).isEmpty()
                && evidence.causes().ofEnd(period).isEmpty();
    }

    /** An allocation that its lease has ended, and that its client was certain to have when it was put there. */
    private static Optional<HoldingPeriod> pickEndedWithLease(Run run, Random random) {
        Evidence evidence = evidence(run);
        return pick(
                evidence.periods().all().stream()
                        .filter(period -> endedWithLease(period, evidence))
                        .filter(period -> lastPut(period).seen() + 1
                                < evidence.leases()
                                        .mustStop(
                                                period.lease(), lastPut(period).seen() + 1))
                        .toList(),
                random);
    }

    /** A member of a group of several. */
    private static Optional<HoldingPeriod> pickOfGroup(Run run, Random random, Predicate<HoldingPeriod> which) {
        List<HoldingPeriod> all = periods(run);
        Map<String, Set<String>> names = new HashMap<>();
        all.forEach(
                period -> names.computeIfAbsent(String.valueOf(period.creation().group()), group -> new HashSet<>())
                        .add(period.name()));
        return pick(
                all.stream()
                        .filter(period -> period.creation().group() != null)
                        .filter(period -> names.getOrDefault(period.creation().group(), Set.of())
                                        .size()
                                > 1)
                        .filter(which)
                        .toList(),
                random);
    }

    private static Change lastPut(HoldingPeriod period) {
        return period.puts().get(period.puts().size() - 1);
    }

    private static Evidence evidence(Run run) {
        return new Evidence(run.exchanges(), List.of(), run.chronicle(), run.promises());
    }

    /** How many requests of that kind about that name may have acted. */
    private static long acting(Run run, String name, Class<? extends Request> kind) {
        return run.exchanges().stream()
                .flatMap(SingleExchanges::of)
                .filter(each -> kind.isInstance(each.request()) && each.name().equals(name))
                .filter(RequestsByName::mayHaveActed)
                .count();
    }

    /** Whether it is a name of a {@link ModelLeaseClient}. Leases may end what such a name has. */
    private static boolean mayBeOnLease(String name) {
        return name.startsWith("lease-");
    }

    private static boolean isNewlyGranted(Exchange exchange) {
        return exchange.answer() instanceof Answer.Granted granted && !granted.replayed();
    }

    /** Whether a release from before the answer may have ended what it grants: then nobody can be sure to have held it. */
    private static boolean mayHaveEndedBefore(Run run, Exchange yes) {
        String name = ((Answer.Granted) yes.answer()).holding().name();
        return run.exchanges().stream()
                .filter(each -> each.request() instanceof Request.Release release
                        && release.name().equals(name))
                .anyMatch(each -> each.asked() <= yes.answered()
                        && (each.answer() instanceof Answer.Unknown || each.answered() > yes.asked()));
    }

    private static boolean isGone(Exchange exchange) {
        return exchange.answer() instanceof Answer.Gone;
    }

    private static boolean isHeldForGood(Exchange exchange) {
        return exchange.answer() instanceof Answer.Granted granted
                && granted.holding().state() == State.ALLOCATED
                && !granted.replayed();
    }

    private static boolean isTold(Exchange exchange, HoldingPeriod period) {
        return exchange.answer() instanceof Answer.Granted granted
                && granted.holding().state() == State.ALLOCATED
                && granted.holding().port() == period.port()
                && period.standsAt(granted.revision());
    }

    /** Turns the one request that can have acted into one that was refused. */
    private static Optional<Run> refusing(Run run, Random random, Predicate<Exchange> kind) {
        Map<Object, Integer> acting = new HashMap<>();
        run.exchanges().stream()
                .filter(RequestsByName::mayHaveActed)
                .forEach(each -> acting.merge(each.request(), 1, Integer::sum));
        return pickExchange(
                        run,
                        random,
                        each -> kind.test(each)
                                && acting.getOrDefault(each.request(), 0) == 1
                                && (isNewlyGranted(each) || isGone(each)))
                .map(exchange -> answered(run, exchange, new Answer.Refused("store-unavailable", null)));
    }

    /** Whether the port was held from before the request until after its answer, as everybody could know. */
    private static boolean stood(Run run, HeldPort holding, Exchange exchange) {
        if (mayBeOnLease(holding.name())) {
            return false;
        }
        List<Change> ofPort = run.changes().stream()
                .filter(change -> change.port() == holding.port())
                .toList();
        for (int index = 0; index < ofPort.size(); index++) {
            if (holding.equals(ofPort.get(index).holding())) {
                boolean before = ofPort.get(index).seen() < exchange.asked();
                boolean forGood = run.exchanges().stream()
                        .filter(each -> each.request() instanceof Request.Release release
                                && release.name().equals(holding.name()))
                        .allMatch(each -> each.asked() > exchange.answered());
                return before && forGood && holding.state() == State.ALLOCATED;
            }
        }
        return false;
    }

    private static List<HeldPort> standingAtEnd(Run run, Request.List list) {
        return run.chronicle().last().values().stream()
                .filter(holding -> holding.state() == list.state())
                .toList();
    }

    private static List<HoldingPeriod> periods(Run run) {
        return new HoldingPeriods(run.chronicle()).all();
    }

    private static HoldingPeriod tenureAt(Run run, int port, long revision) {
        return new HoldingPeriods(run.chronicle()).at(port, revision);
    }

    /** An offer that its TTL has ended. */
    private static Optional<HoldingPeriod> pickExpired(Run run, Random random) {
        Evidence evidence = new Evidence(run.exchanges(), List.of(), run.chronicle(), run.promises());
        return pick(
                evidence.periods().all().stream()
                        .filter(HoldingPeriod::endedAsOffer)
                        .filter(period -> !evidence.causes().mayBeTakenBack(period, run.promises()))
                        .filter(period -> evidence.causes().ofEnd(period).isEmpty())
                        .filter(period -> !run.promises().revoked().contains(period.key()))
                        .filter(period -> period.creation().seen()
                                < evidence.causes().ofCreation(period).get(0).asked()
                                        + run.promises().ttl().toNanos() / 2)
                        .toList(),
                random);
    }

    /** The put that made an allocation. */
    private static Optional<Change> pickAllocation(Run run, Random random) {
        return pick(periods(run).stream().filter(HoldingPeriod::isAllocation).toList(), random)
                .map(period -> period.puts().get(period.puts().size() - 1));
    }

    private static Optional<Exchange> pickExchange(Run run, Random random, Predicate<Exchange> which) {
        List<Exchange> shuffled = new ArrayList<>(run.exchanges());
        Collections.shuffle(shuffled, random);
        return shuffled.stream().filter(which).findFirst();
    }

    private static <T> Optional<T> pick(List<T> all, Random random) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private static Change written(Run run, Exchange exchange) {
        Answer.Granted granted = (Answer.Granted) exchange.answer();
        return Objects.requireNonNull(run.chronicle().at(granted.holding().port(), granted.revision()));
    }

    private static Answer atNextRevision(Answer.Granted granted) {
        return new Answer.Granted(granted.holding(), granted.revision() + 1, granted.replayed());
    }

    /** A change right after the given one. In a simulated run no change of a port has that revision. */
    private static Change behind(Change change, HeldPort holding) {
        return new Change(change.revision() + 1, change.seen(), holding.port(), holding);
    }

    private static Run without(Run run, Change change) {
        return run.withChanges(
                run.changes().stream().filter(each -> !each.equals(change)).toList());
    }

    private static Run with(Run run, Change change) {
        List<Change> changes = new ArrayList<>(run.changes());
        changes.add(change);
        return run.withChanges(changes);
    }

    private static Run answered(Run run, Exchange exchange, Answer answer) {
        return replaced(
                run,
                exchange,
                each -> new Exchange(
                        each.client(),
                        each.entry(),
                        each.request(),
                        each.asked(),
                        each.answered(),
                        answer,
                        each.secret()));
    }

    private static Run moved(Run run, Exchange exchange, long asked) {
        return replaced(
                run,
                exchange,
                each -> new Exchange(
                        each.client(), each.entry(), each.request(), asked, asked + 500, each.answer(), each.secret()));
    }

    /** Asked by another client while that one was waiting. */
    private static Run added(Run run, Exchange meanwhile, Request request, Answer answer) {
        List<Exchange> exchanges = new ArrayList<>(run.exchanges());
        exchanges.add(new Exchange(99, meanwhile.entry(), request, meanwhile.asked(), meanwhile.answered(), answer));
        return run.withExchanges(exchanges);
    }

    private static Run replaced(Run run, Exchange exchange, UnaryOperator<Exchange> by) {
        return run.withExchanges(run.exchanges().stream()
                .map(each -> each == exchange ? by.apply(each) : each)
                .toList());
    }
}

package io.portmaster.bench;

import static io.portmaster.bench.Goal.Bound.AT_LEAST;
import static io.portmaster.bench.Goal.Bound.AT_MOST;

import io.portmaster.bench.Sample.Load;
import java.util.List;
import java.util.function.Function;

/** The table of all goals. The report's goals, and whether a run has reached them, follow from it. */
final class Goals {
    static final List<Goal> ALL = List.of(
            new Goal(
                    1,
                    "offers/s ÷ raw puts/s, 64 connections",
                    AT_LEAST,
                    1.3,
                    "",
                    rates(64, BenchCase.OFFER, BenchCase.RAW_PUT)),
            new Goal(
                    1,
                    "offers/s ÷ raw puts/s, 256 connections",
                    AT_LEAST,
                    1.45,
                    "",
                    rates(256, BenchCase.OFFER, BenchCase.RAW_PUT)),
            new Goal(
                    3,
                    "offers/s ÷ raw puts/s, three members, 64 connections",
                    AT_LEAST,
                    1.6,
                    "",
                    rates(64, BenchCase.OFFER, BenchCase.RAW_PUT)),
            new Goal(
                    3,
                    "offers/s ÷ raw puts/s, three members, 256 connections",
                    AT_LEAST,
                    1.6,
                    "",
                    rates(256, BenchCase.OFFER, BenchCase.RAW_PUT)),
            new Goal(
                    1,
                    "offers/s ÷ textbook offers/s, 64 connections",
                    AT_LEAST,
                    6,
                    "",
                    rates(64, BenchCase.OFFER, BenchCase.TEXTBOOK)),
            new Goal(
                    1,
                    "offers/s ÷ textbook offers/s, 256 connections",
                    AT_LEAST,
                    6,
                    "",
                    rates(256, BenchCase.OFFER, BenchCase.TEXTBOOK)),
            new Goal(
                    1,
                    "names/s in offers of 24 names ÷ raw puts/s, 64 connections",
                    AT_LEAST,
                    2.5,
                    "",
                    rates(64, BenchCase.GROUP_24, BenchCase.RAW_PUT)),
            new Goal(
                    1,
                    "the same with ?accept=true, 64 connections",
                    AT_LEAST,
                    2.5,
                    "",
                    rates(64, BenchCase.GROUP_24_AT_ONCE, BenchCase.RAW_PUT)),
            new Goal(
                    1,
                    "p50 of an offer ÷ of a raw put, 1 connection, one after the other",
                    AT_MOST,
                    1.25,
                    "",
                    p50(Load.CLOSED)),
            new Goal(1, "the same at half the rate, from when each was due", AT_MOST, 1.25, "", p50(Load.HALF)),
            new Goal(
                    1,
                    "finds by port/s ÷ constant answers/s, 64 connections",
                    AT_LEAST,
                    0.6,
                    "",
                    rates(64, BenchCase.FIND_PORT, BenchCase.CONSTANT)),
            new Goal(1, "offers/s at 99 % full ÷ empty", AT_LEAST, 0.9, "", filled(Load.CLOSED, Sample::rate)),
            new Goal(1, "p99 of an offer at 99 % full ÷ empty", AT_MOST, 1.2, "", filled(Load.MOST, Sample::p99)),
            new Goal(1, "three nodes: conflicts per claim", AT_MOST, 2, " %", Goals::conflicts),
            new Goal(1, Fleet.beyond("three nodes"), AT_MOST, 10, " %", fact(Fleet.beyond(Fleet.THREE))),
            new Goal(1, Failing.RATIO, AT_LEAST, 0.9, "", fact(Failing.RATIO)),
            new Goal(1, "renewals of leases/s, 64 connections", AT_LEAST, 2000, "/s", Goals::renewals),
            new Goal(
                    1,
                    "services created/s on one node, 16 connections ÷ 1",
                    AT_LEAST,
                    1.5,
                    "",
                    services(ServiceChanges.CREATE, ServiceChanges.CREATE)),
            new Goal(
                    1,
                    "services changed/s on one node, 16 connections ÷ 1",
                    AT_LEAST,
                    1.5,
                    "",
                    services(ServiceChanges.CHANGE, ServiceChanges.CHANGE)),
            new Goal(
                    1,
                    "services created/s on three nodes, 16 connections ÷ one node, 1",
                    AT_LEAST,
                    0.5,
                    "",
                    services(ServiceChanges.CREATE_ON_THREE, ServiceChanges.CREATE)),
            new Goal(
                    1,
                    "services changed/s on three nodes, 16 connections ÷ one node, 1",
                    AT_LEAST,
                    0.5,
                    "",
                    services(ServiceChanges.CHANGE_ON_THREE, ServiceChanges.CHANGE)),
            new Goal(
                    1,
                    "p99 of a service's creation on one node, 16 connections",
                    AT_MOST,
                    500,
                    " ms",
                    Goals::millisOfACreation),
            new Goal(1, StartUp.EMPTY, AT_MOST, 1.5, " s", fact(StartUp.EMPTY)),
            new Goal(1, StartUp.many(Settings.MANY), AT_MOST, 2.5, " s", fact(StartUp.many(Settings.MANY))),
            new Goal(1, Memory.RSS, AT_MOST, 300, " MB", fact(Memory.RSS)));

    private Goals() {}

    /**
     * What a run says of the goals. Goals that it didn't measure are left out.
     *
     * @param members of the run's etcd
     */
    static List<Verdict> judge(Results results, int members) {
        return ALL.stream()
                .filter(goal -> goal.members() == members)
                .map(goal -> goal.judge(results))
                .filter(Verdict::isMeasured)
                .toList();
    }

    private static Function<Results, Spread> rates(int clients, BenchCase of, BenchCase over) {
        return results -> Spread.ofRatios(
                results.rounds(of.title(), clients, Load.CLOSED),
                results.rounds(over.title(), clients, Load.CLOSED),
                Sample::rate);
    }

    /** The rate of many clients of one subject, over the rate of a single client of the other. */
    private static Function<Results, Spread> services(String many, String one) {
        return results -> Spread.ofRatios(
                results.rounds(many, ServiceChanges.MANY, Load.CLOSED),
                results.rounds(one, 1, Load.CLOSED),
                Sample::rate);
    }

    private static Function<Results, Spread> p50(Load load) {
        return results -> Spread.ofRatios(
                results.rounds(BenchCase.OFFER.title(), 1, load),
                results.rounds(BenchCase.RAW_PUT.title(), 1, load),
                Sample::p50);
    }

    private static Function<Results, Spread> filled(Load load, Function<Sample, Double> value) {
        return results -> Spread.ofRatios(
                results.rounds(Filled.at(99), Settings.USUAL_CLIENTS, load),
                results.rounds(Filled.at(0), Settings.USUAL_CLIENTS, load),
                value);
    }

    private static Function<Results, Spread> fact(String name) {
        return results -> results.values(name);
    }

    private static Spread renewals(Results results) {
        return Results.over(results.rounds(Renewals.OWN, Renewals.MOST, Load.CLOSED), Sample::rate);
    }

    private static Spread conflicts(Results results) {
        List<Sample> rounds = results.rounds(Fleet.THREE, Settings.USUAL_CLIENTS, Load.CLOSED);
        return Results.over(rounds, Sample::conflictsPerClaim).times(100);
    }

    private static Spread millisOfACreation(Results results) {
        List<Sample> rounds = results.rounds(ServiceChanges.CREATE, ServiceChanges.MANY, Load.CLOSED);
        return Results.over(rounds, Sample::p99).times(0.001);
    }
}

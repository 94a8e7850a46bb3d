package io.portmaster.bench;

import io.portmaster.bench.Sample.Load;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the project wants to reach, and what it did in this run. Goals whose cases were not measured are left out. */
final class Goals {
    private final Results results;
    private final int members;
    private final Settings settings;

    /** @param members of the etcd */
    Goals(Results results, int members, Settings settings) {
        this.results = results;
        this.members = members;
        this.settings = settings;
    }

    List<Goal> all() {
        Stream<Goal> goals = members == 1 ? onOneMember() : onThreeMembers();
        return goals.filter(goal -> !goal.found().isEmpty()).toList();
    }

    private Stream<Goal> onThreeMembers() {
        return Stream.of(
                Goal.atLeast(
                        2.5,
                        "offers/s ÷ raw puts/s, three members, 64 connections",
                        rates(64, BenchCase.OFFER, BenchCase.RAW_PUT)),
                Goal.atLeast(
                        2.5,
                        "offers/s ÷ raw puts/s, three members, 256 connections",
                        rates(256, BenchCase.OFFER, BenchCase.RAW_PUT)));
    }

    private Stream<Goal> onOneMember() {
        return Stream.of(
                Goal.atLeast(2.0, "offers/s ÷ raw puts/s, 64 connections", rates(64, BenchCase.OFFER, BenchCase.RAW_PUT)),
                Goal.atLeast(1.8, "offers/s ÷ raw puts/s, 256 connections", rates(256, BenchCase.OFFER, BenchCase.RAW_PUT)),
                Goal.atLeast(6, "offers/s ÷ textbook offers/s, 64 connections", rates(64, BenchCase.OFFER, BenchCase.TEXTBOOK)),
                Goal.atLeast(6, "offers/s ÷ textbook offers/s, 256 connections", rates(256, BenchCase.OFFER, BenchCase.TEXTBOOK)),
                Goal.atMost(
                        1.25,
                        "",
                        "p50 of an offer ÷ of a raw put, 1 connection, one after the other",
                        p50(Load.CLOSED)),
                Goal.atMost(1.25, "", "the same at half the rate, from when each was due", p50(Load.HALF)),
                Goal.atLeast(
                        0.6,
                        "finds by port/s ÷ constant answers/s, 64 connections",
                        rates(64, BenchCase.FIND_PORT, BenchCase.CONSTANT)),
                Goal.atLeast(0.9, "offers/s at 99 % full ÷ empty", filled(Load.CLOSED, Sample::rate)),
                Goal.atMost(1.2, "", "p99 of an offer at 99 % full ÷ empty", filled(Load.MOST, Sample::p99)),
                Goal.atMost(
                        2,
                        " %",
                        "three nodes: conflicts per claim",
                        Results.over(rounds(Fleet.THREE, Load.CLOSED), Sample::conflictsPerClaim)
                                .times(100)),
                Goal.atMost(10, " %", Fleet.beyond("three nodes"), results.values(Fleet.beyond(Fleet.THREE))),
                Goal.atLeast(0.9, Failing.RATIO, results.values(Failing.RATIO)),
                Goal.atLeast(
                        1.5,
                        "services created/s on one node, 16 connections ÷ 1",
                        services(ServiceChanges.CREATE, ServiceChanges.CREATE)),
                Goal.atLeast(
                        1.5,
                        "services changed/s on one node, 16 connections ÷ 1",
                        services(ServiceChanges.CHANGE, ServiceChanges.CHANGE)),
                Goal.atLeast(
                        0.5,
                        "services created/s on three nodes, 16 connections ÷ one node, 1",
                        services(ServiceChanges.CREATE_ON_THREE, ServiceChanges.CREATE)),
                Goal.atLeast(
                        0.5,
                        "services changed/s on three nodes, 16 connections ÷ one node, 1",
                        services(ServiceChanges.CHANGE_ON_THREE, ServiceChanges.CHANGE)),
                Goal.atMost(
                        500,
                        " ms",
                        "p99 of a service's creation on one node, 16 connections",
                        Results.over(results.rounds(ServiceChanges.CREATE, ServiceChanges.MANY, Load.CLOSED), Sample::p99)
                                .times(0.001)),
                Goal.atMost(1.5, " s", StartUp.EMPTY, results.values(StartUp.EMPTY)),
                Goal.atMost(2.5, " s", StartUp.many(settings), results.values(StartUp.many(settings))),
                Goal.atMost(300, " MB", Memory.RSS, results.values(Memory.RSS)));
    }

    private Spread rates(int clients, BenchCase of, BenchCase over) {
        return Spread.ofRatios(
                results.rounds(of.title(), clients, Load.CLOSED),
                results.rounds(over.title(), clients, Load.CLOSED),
                Sample::rate);
    }

    /** Many clients of one, over a single client of the other. */
    private Spread services(String many, String one) {
        return Spread.ofRatios(
                results.rounds(many, ServiceChanges.MANY, Load.CLOSED), results.rounds(one, 1, Load.CLOSED), Sample::rate);
    }

    private Spread p50(Load load) {
        return Spread.ofRatios(
                results.rounds(BenchCase.OFFER.title(), 1, load),
                results.rounds(BenchCase.RAW_PUT.title(), 1, load),
                Sample::p50);
    }

    private Spread filled(Load load, Function<Sample, Double> value) {
        return Spread.ofRatios(rounds(Filled.at(99), load), rounds(Filled.at(0), load), value);
    }

    private List<Sample> rounds(String subject, Load load) {
        return results.rounds(subject, Settings.USUAL_CLIENTS, load);
    }
}

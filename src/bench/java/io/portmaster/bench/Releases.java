package io.portmaster.bench;

import io.etcd.jetcd.Client;
import io.portmaster.bench.OfferScript.Kind;
import io.portmaster.bench.Results.Fact;
import io.portmaster.bench.Sample.Load;
import io.portmaster.cluster.NodeJvm;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.cluster.OldRelease;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * This build and the one of {@code PORTMASTER_OLD_JAR}, round by round in turn on one etcd: whether a change made Portmaster
 * faster. One node of each gets offers of each number of clients, also with 5 % of claims that fail. Then come three nodes of
 * each behind HAProxy.
 */
final class Releases {
    private static final String NEW = "this build";
    private static final String OLD = "the old build";
    private static final int CLIENTS = Settings.USUAL_CLIENTS;

    /** The share of offers with a rival. Some rivals come too late, so that fewer claims fail. */
    private static final double RIVALS = 0.07;

    private final TestBed bed;
    private final Rounds rounds;
    private final NodeJvm old = NodeJvm.DEPLOYED.running(OldRelease.jar());

    /** The figures that are measured of one build. */
    private record Side(String build, Subject subject, Meter meter) {}

    Releases(TestBed bed, Rounds rounds) {
        this.bed = bed;
        this.rounds = rounds;
    }

    static int steps(Settings settings) {
        return 2 * settings.rounds() * (settings.clients().size() + 2);
    }

    void measure() {
        try (NodeProcess oldNode = bed.newNode(old, "/old/").awaitReady();
                Client client = bed.newClient()) {
            BenchService oldService = bed.service(oldNode.address());
            Meter oldMeter = bed.meter(List.of(oldNode), Map.of());
            compare(
                    "offer",
                    rounds.settings().clients(),
                    new Side(NEW, new Offers(bed.generator(), bed.service(), Kind.LEFT_OPEN), bed.meter()),
                    new Side(OLD, new Offers(bed.generator(), oldService, Kind.LEFT_OPEN), oldMeter));
            compare(
                    "offer, 5 % of claims fail",
                    List.of(CLIENTS),
                    new Side(NEW, rivalled(bed.service(), bed.prefix(), client), bed.meter()),
                    new Side(OLD, rivalled(oldService, "/old/", client), oldMeter));
        }
        try (BalancedNodes now = new BalancedNodes(bed, "/three/");
                BalancedNodes before = new BalancedNodes(bed, old, "/old-three/")) {
            compare(
                    "offer, three nodes behind HAProxy",
                    List.of(CLIENTS),
                    new Side(NEW, offersOf(now), now.meter()),
                    new Side(OLD, offersOf(before), before.meter()));
        }
    }

    private Subject offersOf(BalancedNodes nodes) {
        return new Offers(bed.generator(), bed.service(nodes.address()), Kind.LEFT_OPEN);
    }

    private Subject rivalled(BenchService service, String prefix, Client client) {
        return new RivalledOffers(bed.generator(), service, prefix, client.getKVClient(), "", () -> RIVALS);
    }

    private void compare(String what, List<Integer> numbers, Side now, Side before) {
        for (Side side : List.of(now, before)) {
            rounds.warmUp(name(what, side), side.subject(), side.meter());
        }
        for (int clients : numbers) {
            for (int round : rounds.numbers()) {
                // Each build goes first in every other round, since the second build finds an etcd that was used.
                for (Side side : round % 2 == 0 ? List.of(now, before) : List.of(before, now)) {
                    rounds.closed(name(what, side), side.subject(), side.meter(), clients, round);
                }
            }
            tellRatio(what, clients, "rate", now, before, Sample::rate);
            tellRatio(what, clients, "p50", now, before, Sample::p50);
            tellRatio(what, clients, "etcd's processor time", now, before, sample -> cpu(sample, Meter.ETCD));
            tellRatio(what, clients, "the nodes' processor time", now, before, sample -> cpu(sample, Meter.NODE));
        }
    }

    private static double cpu(Sample sample, String role) {
        return sample.cpu().getOrDefault(role, Double.NaN);
    }

    private void tellRatio(
            String what, int clients, String figure, Side now, Side before, Function<Sample, Double> value) {
        String fact = what + ", " + clients + (clients == 1 ? " client: " : " clients: ") + figure + ", this build ÷ the old one";
        Spread.ofRatios(rounds(what, clients, now), rounds(what, clients, before), value)
                .sorted()
                .forEach(ratio -> rounds.results().add(new Fact(fact, "", ratio)));
    }

    private List<Sample> rounds(String what, int clients, Side side) {
        return rounds.results().rounds(name(what, side), clients, Load.CLOSED);
    }

    private static String name(String what, Side side) {
        return what + ", " + side.build();
    }
}

package io.portmaster.bench;

import io.etcd.jetcd.Client;
import io.portmaster.bench.Comparison.Side;
import io.portmaster.bench.OfferScript.Kind;
import io.portmaster.cluster.NodeJvm;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.cluster.OldRelease;
import java.util.List;
import java.util.Map;

/**
 * This build and the one of {@code PORTMASTER_OLD_JAR}, round by round in turn on one etcd: whether a change made Portmaster
 * faster or slower.
 */
final class Releases {
    private static final String NEW = "this build";
    private static final String OLD = "the old build";

    /** The prefix of the old build's keys. It is as long as that of this build's, since each byte costs etcd time. */
    private static final String OLD_PREFIX = "/oldrelease/";

    /** The numbers of clients of comparisons that have only one. */
    private static final List<Integer> CLIENTS = List.of(Settings.USUAL_CLIENTS);

    /** The share of offers with a rival. Some rivals come too late, so that fewer claims fail. */
    private static final double RIVALS = 0.07;

    private final TestBed bed;
    private final Rounds rounds;
    private final Comparison comparison;
    private final NodeJvm old;

    Releases(TestBed bed, Rounds rounds) {
        this.bed = bed;
        this.rounds = rounds;
        this.old = bed.jvm().running(OldRelease.jar());
        this.comparison = new Comparison(rounds, "this build ÷ the old one");
    }

    static int stepsOfOffers(Settings settings) {
        return Comparison.steps(settings, settings.clients().size());
    }

    static int stepsOfOthers(Settings settings) {
        return Comparison.steps(settings, CLIENTS.size());
    }

    /** Offers of each number of clients, from one node of each build. */
    void measureOffers() {
        try (NodeProcess oldNode = startOld()) {
            comparison.measure(
                    "offer",
                    rounds.settings().clients(),
                    new Side(NEW, offersOf(bed.service()), bed.meter()),
                    new Side(OLD, offersOf(bed.service(oldNode.address())), meterOf(oldNode)));
        }
    }

    /** The same with 5 % of claims that fail. */
    void measureFailing() {
        try (NodeProcess oldNode = startOld();
                Client client = bed.newClient()) {
            comparison.measure(
                    "offer, 5 % of claims fail",
                    CLIENTS,
                    new Side(NEW, rivalled(bed.service(), bed.prefix(), client), bed.meter()),
                    new Side(OLD, rivalled(bed.service(oldNode.address()), OLD_PREFIX, client), meterOf(oldNode)));
        }
    }

    /** Offers from three nodes of each build, behind HAProxy. */
    void measureFleet() {
        try (BalancedNodes now = new BalancedNodes(bed, "/new-three/");
                BalancedNodes before = new BalancedNodes(bed, old, "/old-three/")) {
            comparison.measure(
                    "offer, three nodes behind HAProxy",
                    CLIENTS,
                    new Side(NEW, offersOf(bed.service(now.address())), now.meter()),
                    new Side(OLD, offersOf(bed.service(before.address())), before.meter()));
        }
    }

    private NodeProcess startOld() {
        return bed.newNode(old, OLD_PREFIX).awaitReady();
    }

    private Meter meterOf(NodeProcess node) {
        return bed.meter(List.of(node), Map.of());
    }

    private Subject offersOf(BenchService service) {
        return new Offers(bed.generator(), service, Kind.LEFT_OPEN);
    }

    private Subject rivalled(BenchService service, String prefix, Client client) {
        return new RivalledOffers(bed.generator(), service, prefix, client.getKVClient(), "", () -> RIVALS);
    }
}

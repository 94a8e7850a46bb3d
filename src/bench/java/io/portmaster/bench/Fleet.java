package io.portmaster.bench;

import io.portmaster.bench.OfferScript.Kind;
import io.portmaster.bench.Results.Fact;
import io.portmaster.cluster.HaproxyProcess;
import io.portmaster.cluster.NodeProcess;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One node, and three behind HAProxy, all clients on one service. Offers are left open until the round ends. */
final class Fleet {
    static final String ONE = "offer, one node";
    static final String THREE = "offer, three nodes behind HAProxy";

    private static final int NODES = 3;

    /** Rounds are so much longer than others: how ports are spread shows only once there are many, and not in the first moments. */
    private static final int LONGER = 6;

    private static final int CLIENTS = Settings.USUAL_CLIENTS;

    private final TestBed environment;
    private final Rounds rounds;

    Fleet(TestBed environment, Rounds rounds) {
        this.environment = environment;
        this.rounds = rounds;
    }

    static int steps(Settings settings) {
        return 2 * settings.rounds();
    }

    /** The name of the fact that says how many more ports were used than the lowest that would have done. */
    static String beyond(String subject) {
        return subject + ": ports used beyond the lowest N when N are out";
    }

    void measure() {
        List<NodeProcess> nodes = Stream.generate(() -> environment.newNode("/fleet/"))
                .limit(NODES)
                .toList();
        nodes.forEach(NodeProcess::awaitReady);
        HaproxyProcess haproxy = environment
                .stage()
                .haproxy(nodes.stream().map(NodeProcess::address).toList());
        haproxy.awaitNode();
        Offers one = new Offers(environment.generator(), environment.ground(), Kind.LEFT_OPEN);
        Offers three = new Offers(environment.generator(), environment.ground(haproxy.address()), Kind.LEFT_OPEN);
        Meter oneMeter = environment.meter();
        Meter threeMeter = environment.meter(nodes, Map.of(Meter.HAPROXY, haproxy.pid()));
        rounds.warmUp(ONE, one, oneMeter);
        rounds.warmUp(THREE, three, threeMeter);
        Rounds longer = rounds.longer(LONGER);
        for (int round : rounds.numbers()) {
            longer.closed(ONE, one, oneMeter, CLIENTS, round);
            rounds.results().add(new Fact(beyond(ONE), "%", 100 * one.got().beyondTheLowest()));
            longer.closed(THREE, three, threeMeter, CLIENTS, round);
            rounds.results().add(new Fact(beyond(THREE), "%", 100 * three.got().beyondTheLowest()));
        }
        haproxy.close();
        nodes.forEach(NodeProcess::close);
    }
}

package io.portmaster.bench;

import io.portmaster.bench.OfferScript.Kind;
import io.portmaster.bench.Results.Fact;

/** One node, and three nodes behind HAProxy. All clients use one service. Offers stay open until the round ends. */
final class Fleet {
    static final String ONE = "offer, one node";
    static final String THREE = "offer, three nodes behind HAProxy";

    /** How many times longer these rounds are than others. The spread of ports shows only when there are many ports. */
    private static final int LONGER = 6;

    private static final int CLIENTS = Settings.USUAL_CLIENTS;

    private final TestBed bed;
    private final Rounds rounds;

    Fleet(TestBed bed, Rounds rounds) {
        this.bed = bed;
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
        BalancedNodes nodes = new BalancedNodes(bed, "/fleet/");
        Offers one = new Offers(bed.generator(), bed.service(), Kind.LEFT_OPEN);
        Offers three = new Offers(bed.generator(), bed.service(nodes.address()), Kind.LEFT_OPEN);
        Meter oneMeter = bed.meter();
        Meter threeMeter = nodes.meter();
        rounds.warmUp(ONE, one, oneMeter);
        rounds.warmUp(THREE, three, threeMeter);
        Rounds longer = rounds.longer(LONGER);
        for (int round : rounds.numbers()) {
            longer.closed(ONE, one, oneMeter, CLIENTS, round);
            rounds.results().add(new Fact(beyond(ONE), "%", 100 * one.got().beyondTheLowest()));
            longer.closed(THREE, three, threeMeter, CLIENTS, round);
            rounds.results().add(new Fact(beyond(THREE), "%", 100 * three.got().beyondTheLowest()));
        }
        nodes.close();
    }
}

package io.portmaster.bench;

import io.etcd.jetcd.Client;
import io.portmaster.bench.Results.Fact;

/**
 * Claims that fail in the middle of a batch. While a client asks for a port, a rival puts the name's index key straight into
 * etcd. The node has planned without that key, so that its claim conflicts. The control has the same puts for other names.
 */
final class Failing {
    static final String RATIO = "offers granted, 5 % of claims failing ÷ none failing";
    static final String SHARE = "share of claims that failed";

    private static final String NAME = "offer, 5 % of claims fail";
    private static final String CONTROL = "offer, none fail, rivals elsewhere";
    private static final double WANTED = 0.05;
    private static final int CLIENTS = Settings.USUAL_CLIENTS;

    private final TestBed bed;
    private final Rounds rounds;

    /** The share of the offers that have a rival. Some rivals come too early or too late to make a claim fail. */
    private double rivals = WANTED;

    Failing(TestBed bed, Rounds rounds) {
        this.bed = bed;
        this.rounds = rounds;
    }

    static int steps(Settings settings) {
        return 2 * settings.rounds();
    }

    void measure() {
        Meter meter = bed.meter();
        try (Client client = bed.newClient()) {
            RivalledOffers failing = offers(client, "");
            RivalledOffers control = offers(client, "not-");
            rounds.warmUp(CONTROL, control, meter);
            rounds.warmUp(NAME, failing, meter);
            adjust(rounds.rehearse(NAME, failing, meter, CLIENTS), failing);
            for (int round : rounds.numbers()) {
                Sample without = rounds.closed(CONTROL, control, meter, CLIENTS, round);
                Sample with = rounds.closed(NAME, failing, meter, CLIENTS, round);
                rounds.results().add(new Fact(RATIO, "", with.rate() * (1 - failing.refused(with)) / without.rate()));
                rounds.results().add(new Fact(SHARE, "%", 100 * failed(with, failing)));
                adjust(with, failing);
            }
        }
    }

    private RivalledOffers offers(Client client, String elsewhere) {
        return new RivalledOffers(
                bed.generator(), bed.service(), bed.prefix(), client.getKVClient(), elsewhere, () -> rivals);
    }

    private void adjust(Sample last, RivalledOffers failing) {
        double failed = failed(last, failing);
        rivals = Math.min(0.5, failed > 0 ? rivals * WANTED / failed : 2 * rivals);
    }

    /**
     * The share of claims that failed, as the node counts it. If it doesn't, the refused offers count: some of these failed
     * without a claim.
     */
    private static double failed(Sample sample, RivalledOffers failing) {
        Double conflicts = sample.conflictsPerClaim();
        // The share of conflicts in all claims that were sent.
        return conflicts != null ? conflicts / (1 + conflicts) : failing.refused(sample);
    }
}

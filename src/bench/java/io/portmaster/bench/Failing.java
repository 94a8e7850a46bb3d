package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.portmaster.bench.OfferScript.Kind;
import io.portmaster.bench.Results.Fact;
import java.util.Random;
import org.jspecify.annotations.Nullable;

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
            Offers failing = new Offers(client.getKVClient(), "");
            Offers control = new Offers(client.getKVClient(), "not-");
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

    private void adjust(Sample last, Offers failing) {
        double failed = failed(last, failing);
        rivals = Math.min(0.5, failed > 0 ? rivals * WANTED / failed : 2 * rivals);
    }

    /**
     * The share of claims that failed, as the node counts it. If it doesn't, the refused offers count: some of these failed
     * without a claim.
     */
    private static double failed(Sample sample, Offers failing) {
        Double conflicts = sample.conflictsPerClaim();
        // The share of conflicts in all claims that were sent.
        return conflicts != null ? conflicts / (1 + conflicts) : failing.refused(sample);
    }

    /** Offers, some of them with a rival. */
    private final class Offers implements Subject {
        private final KV kv;
        private final String elsewhere;
        private int refused;

        /** @param elsewhere what the rival puts before the client's name, so that nobody minds */
        Offers(KV kv, String elsewhere) {
            this.kv = kv;
            this.elsewhere = elsewhere;
        }

        /** The share of a round's offers. */
        double refused(Sample round) {
            return refused / (double) round.ops();
        }

        @Override
        public Crew prepare(int clients) {
            refused = 0;
            BenchService service = bed.service();
            Population got = new Population(service.fresh(), MOST_OPS);
            return bed
                    .generator()
                    .connect(service.address(), clients, number -> new Rivalled(got, service.names(), number));
        }

        private final class Rivalled extends OfferScript {
            private final String rivalsPath;
            private final Random random;
            private boolean hasRival;

            Rivalled(Population got, Names names, int number) {
                super(got.service(), names, Kind.LEFT_OPEN, got);
                this.rivalsPath = bed.prefix() + "default/offers/" + got.service() + "/" + elsewhere;
                this.random = new Random(number);
            }

            @Override
            public RequestTemplate begin() {
                RequestTemplate request = super.begin();
                hasRival = random.nextDouble() < rivals;
                if (hasRival) {
                    ByteSequence key = ByteSequence.from(rivalsPath + new String(name(), US_ASCII), US_ASCII);
                    kv.put(key, ByteSequence.from("1024", US_ASCII));
                }
                return request;
            }

            @Override
            public @Nullable RequestTemplate next(ResponseReader response) {
                if (hasRival && elsewhere.isEmpty() && response.status() == 409) {
                    refused++;
                    return null;
                }
                return super.next(response);
            }
        }
    }
}

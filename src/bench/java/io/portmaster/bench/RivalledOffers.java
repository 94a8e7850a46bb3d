package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Offers, some of them with a rival: while the client asks, the rival puts the name's index key straight into etcd. The node has
 * planned without that key, so that its claim conflicts.
 */
final class RivalledOffers implements Subject {
    private final Generator generator;
    private final BenchService service;
    private final String prefix;
    private final KV kv;
    private final String elsewhere;
    private final DoubleSupplier rivals;
    private int refused;

    /**
     * @param prefix of the nodes' keys
     * @param elsewhere what the rival puts before the client's name, so that nobody minds; empty for real rivals
     * @param rivals the share of the offers that have a rival, from 0 to 1
     */
    RivalledOffers(
            Generator generator,
            BenchService service,
            String prefix,
            KV kv,
            String elsewhere,
            DoubleSupplier rivals) {
        this.generator = generator;
        this.service = service;
        this.prefix = prefix;
        this.kv = kv;
        this.elsewhere = elsewhere;
        this.rivals = rivals;
    }

    /** The share of a round's offers. */
    double refused(Sample round) {
        return refused / (double) round.ops();
    }

    @Override
    public Crew prepare(int clients) {
        refused = 0;
        Population got = new Population(service.fresh(), MOST_OPS);
        return generator.connect(service.address(), clients, number -> new Rivalled(got, service.names(), number));
    }

    private final class Rivalled extends OfferScript {
        private final String rivalsPath;
        private final Random random;
        private boolean hasRival;

        Rivalled(Population got, Names names, int number) {
            super(got.service(), names, Kind.LEFT_OPEN, got);
            this.rivalsPath = prefix + "default/offers/" + got.service() + "/" + elsewhere;
            this.random = new Random(number);
        }

        @Override
        public RequestTemplate begin() {
            RequestTemplate request = super.begin();
            hasRival = random.nextDouble() < rivals.getAsDouble();
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

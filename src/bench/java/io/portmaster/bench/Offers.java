package io.portmaster.bench;

import io.portmaster.bench.OfferScript.Kind;

/** Offers in a service that nothing has happened to. They don't stay for the next case. */
final class Offers implements Subject {
    private final Generator generator;
    private final BenchService ground;
    private final Kind kind;
    private Population got = new Population("", 0);

    Offers(Generator generator, BenchService ground, Kind kind) {
        this.generator = generator;
        this.ground = ground;
        this.kind = kind;
    }

    /** The ports of the last round that were not given back. */
    Population got() {
        return got;
    }

    @Override
    public Crew prepare(int clients) {
        Population now = new Population(ground.fresh(), MOST_OPS);
        got = now;
        return generator
                .connect(ground.address(), clients, number -> new OfferScript(now.service(), ground.names(), kind, now))
                .thenAtLast(ground::clear);
    }
}

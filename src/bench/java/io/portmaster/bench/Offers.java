package io.portmaster.bench;

import io.portmaster.bench.OfferScript.Kind;

/** Offers in an unused service. The next case doesn't find them. */
final class Offers implements Subject {
    private final Generator generator;
    private final BenchService service;
    private final Kind kind;
    private Population got = new Population("", 0);

    Offers(Generator generator, BenchService service, Kind kind) {
        this.generator = generator;
        this.service = service;
        this.kind = kind;
    }

    /** The ports of the last round that were not given back. */
    Population got() {
        return got;
    }

    @Override
    public Crew prepare(int clients) {
        Population now = new Population(service.fresh(), MOST_OPS);
        got = now;
        return generator
                .connect(service.address(), clients, number -> new OfferScript(now.service(), service.names(), kind, now))
                .thenAtLast(service::clear);
    }
}

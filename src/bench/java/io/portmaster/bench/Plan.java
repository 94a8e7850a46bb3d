package io.portmaster.bench;

import java.util.Set;
import java.util.TreeSet;

/** The order in which the cases are measured. */
final class Plan {
    private final TestBed bed;
    private final Rounds rounds;

    Plan(TestBed bed, Rounds rounds) {
        this.bed = bed;
        this.rounds = rounds;
    }

    void run(Set<BenchCase> cases) throws Exception {
        if (cases.stream().anyMatch(BenchCase::isRate)) {
            new Rates(bed, rounds, cases).measure();
        }
        for (BenchCase each : new TreeSet<>(cases)) {
            if (!each.isRate()) {
                measure(each);
            }
        }
    }

    private void measure(BenchCase what) {
        switch (what) {
            case FLEET -> new Fleet(bed, rounds).measure();
            case FILLED -> new Filled(bed, rounds).measure();
            case FAILING -> new Failing(bed, rounds).measure();
            case REUSE_DELAY -> new ReuseDelay(bed, rounds).measure();
            case RENEWALS -> new Renewals(bed, rounds).measure();
            case SERVICES -> new ServiceChanges(bed, rounds).measure();
            case START_UP -> new StartUp(bed, rounds).measure();
            case MEMORY -> new Memory(bed, rounds).measure();
            case RELEASES -> new Releases(bed, rounds).measureOffers();
            case RELEASES_FAILING -> new Releases(bed, rounds).measureFailing();
            case RELEASES_FLEET -> new Releases(bed, rounds).measureFleet();
            default -> throw new IllegalArgumentException(what + " is measured with other rates");
        }
    }
}

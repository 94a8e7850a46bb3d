package io.portmaster.bench;

import java.util.Set;

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
        if (cases.contains(BenchCase.FLEET)) {
            new Fleet(bed, rounds).measure();
        }
        if (cases.contains(BenchCase.FILLED)) {
            new Filled(bed, rounds).measure();
        }
        if (cases.contains(BenchCase.FAILING)) {
            new Failing(bed, rounds).measure();
        }
        if (cases.contains(BenchCase.SERVICES)) {
            new ServiceChanges(bed, rounds).measure();
        }
        if (cases.contains(BenchCase.START_UP)) {
            new StartUp(bed, rounds).measure();
        }
        if (cases.contains(BenchCase.MEMORY)) {
            new Memory(bed, rounds).measure();
        }
        if (cases.contains(BenchCase.RELEASES)) {
            new Releases(bed, rounds).measure();
        }
    }
}

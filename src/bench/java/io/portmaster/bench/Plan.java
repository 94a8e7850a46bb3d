package io.portmaster.bench;

import java.util.Set;

/** What is measured when. */
final class Plan {
    private final TestBed environment;
    private final Rounds rounds;

    Plan(TestBed environment, Rounds rounds) {
        this.environment = environment;
        this.rounds = rounds;
    }

    void run(Set<BenchCase> cases) throws Exception {
        if (cases.stream().anyMatch(BenchCase::isRate)) {
            new Rates(environment, rounds, cases).measure();
        }
        if (cases.contains(BenchCase.FLEET)) {
            new Fleet(environment, rounds).measure();
        }
        if (cases.contains(BenchCase.FILLED)) {
            new Filled(environment, rounds).measure();
        }
        if (cases.contains(BenchCase.FAILING)) {
            new Failing(environment, rounds).measure();
        }
        if (cases.contains(BenchCase.SERVICES)) {
            new ServiceChanges(environment, rounds).measure();
        }
        if (cases.contains(BenchCase.START_UP)) {
            new StartUp(environment, rounds).measure();
        }
        if (cases.contains(BenchCase.MEMORY)) {
            new Memory(environment, rounds).measure();
        }
    }
}

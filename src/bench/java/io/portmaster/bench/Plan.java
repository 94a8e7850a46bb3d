package io.portmaster.bench;

import java.util.Set;

/** What is measured when. */
final class Plan {
    private final Environment environment;
    private final Rounds rounds;

    Plan(Environment environment, Rounds rounds) {
        this.environment = environment;
        this.rounds = rounds;
    }

    void run(Set<Case> cases) throws Exception {
        if (cases.stream().anyMatch(Case::isRate)) {
            new Rates(environment, rounds, cases).measure();
        }
        if (cases.contains(Case.FLEET)) {
            new Fleet(environment, rounds).measure();
        }
        if (cases.contains(Case.FILLED)) {
            new Filled(environment, rounds).measure();
        }
        if (cases.contains(Case.FAILING)) {
            new Failing(environment, rounds).measure();
        }
        if (cases.contains(Case.SERVICES)) {
            new Services(environment, rounds).measure();
        }
        if (cases.contains(Case.START_UP)) {
            new StartUp(environment, rounds).measure();
        }
        if (cases.contains(Case.MEMORY)) {
            new Memory(environment, rounds).measure();
        }
    }
}

package io.portmaster.bench;

import io.portmaster.bench.Sample.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** All figures of this run, in the order in which they were measured. */
final class Results {
    private final List<Sample> samples = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * A figure that is no round's.
     *
     * @param value in that unit
     */
    record Fact(String name, String unit, double value) {}

    void add(Sample sample) {
        samples.add(sample);
    }

    void add(Fact fact) {
        facts.add(fact);
    }

    /** Notes a round that had to be repeated, and why. */
    void addFailure(String why) {
        failures.add(why);
    }

    List<String> failures() {
        return failures;
    }

    List<Sample> samples() {
        return samples;
    }

    List<Fact> facts() {
        return facts;
    }

    /** The rounds of one case, in their order. */
    List<Sample> rounds(String subject, int clients, Load load) {
        return samples.stream()
                .filter(sample ->
                        sample.subject().equals(subject) && sample.clients() == clients && sample.load() == load)
                .toList();
    }

    /** The values of a fact; empty if it was not measured. */
    Spread values(String fact) {
        return Spread.of(facts.stream().filter(each -> each.name().equals(fact)).map(Fact::value));
    }

    /** The values of the rounds that have one. */
    static Spread over(List<Sample> rounds, Function<Sample, Double> value) {
        return Spread.of(rounds.stream().map(value).flatMap(Stream::ofNullable));
    }
}

package io.portmaster.bench;

import io.portmaster.bench.Results.Fact;
import io.portmaster.bench.Sample.Load;
import java.util.List;
import java.util.function.Function;

/** Two subjects that are measured round by round in turn. The ratios of the rounds become facts of the results. */
final class Comparison {
    private final Rounds rounds;
    private final String ratio;

    /**
     * One of the two.
     *
     * @param name tells it from the other one
     */
    record Side(String name, Subject subject, Meter meter) {}

    /** @param ratio says what is divided by what */
    Comparison(Rounds rounds, String ratio) {
        this.rounds = rounds;
        this.ratio = ratio;
    }

    /** The number of steps of a comparison at so many numbers of clients. */
    static int steps(Settings settings, int numbers) {
        return 2 * settings.rounds() * numbers;
    }

    /**
     * Measures both sides.
     *
     * @param what both sides do
     * @param numbers of clients
     */
    void measure(String what, List<Integer> numbers, Side of, Side over) {
        for (Side side : List.of(of, over)) {
            rounds.warmUp(name(what, side), side.subject(), side.meter());
        }
        for (int clients : numbers) {
            for (int round : rounds.numbers()) {
                // Each side goes first in every other round, since the second one finds an etcd that was used.
                for (Side side : round % 2 == 0 ? List.of(of, over) : List.of(over, of)) {
                    rounds.closed(name(what, side), side.subject(), side.meter(), clients, round);
                }
            }
            String facts = what + ", " + clients + (clients == 1 ? " client: " : " clients: ");
            List<Sample> ofRounds = rounds(what, clients, of);
            List<Sample> overRounds = rounds(what, clients, over);
            tell(facts + "rate", ofRounds, overRounds, Sample::rate);
            tell(facts + "p50", ofRounds, overRounds, Sample::p50);
            tell(facts + "etcd's processor time", ofRounds, overRounds, sample -> cpu(sample, Meter.ETCD));
            tell(facts + "the nodes' processor time", ofRounds, overRounds, sample -> cpu(sample, Meter.NODE));
            tell(
                    facts + "both processor times together",
                    ofRounds,
                    overRounds,
                    sample -> cpu(sample, Meter.ETCD) + cpu(sample, Meter.NODE));
        }
    }

    private static double cpu(Sample sample, String role) {
        return sample.cpu().getOrDefault(role, Double.NaN);
    }

    private void tell(String figure, List<Sample> of, List<Sample> over, Function<Sample, Double> value) {
        Spread.ofRatios(of, over, value)
                .sorted()
                .stream()
                .filter(Double::isFinite) // a short round may use no processor time that the kernel has counted
                .forEach(found -> rounds.results().add(new Fact(figure + ", " + ratio, "", found)));
    }

    private List<Sample> rounds(String what, int clients, Side side) {
        return rounds.results().rounds(name(what, side), clients, Load.CLOSED);
    }

    private static String name(String what, Side side) {
        return what + ", " + side.name();
    }
}

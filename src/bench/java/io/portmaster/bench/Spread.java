package io.portmaster.bench;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The same figure from several rounds: noise of the machine moves its ends, hardly its median. */
record Spread(List<Double> sorted) {
    static Spread of(Stream<Double> values) {
        return new Spread(values.sorted().toList());
    }

    /**
     * The ratio in each round by itself, for rounds that follow each other share what else the machine does.
     *
     * @param over as many rounds as {@code of}; what one has more is left out
     */
    static Spread ofRatios(List<Sample> of, List<Sample> over, Function<Sample, Double> value) {
        return of(IntStream.range(0, Math.min(of.size(), over.size()))
                .mapToObj(round -> value.apply(of.get(round)) / value.apply(over.get(round))));
    }

    Spread times(double factor) {
        return of(sorted.stream().map(value -> value * factor));
    }

    boolean isEmpty() {
        return sorted.isEmpty();
    }

    /** The middle one; the mean of the two in the middle, if they are an even number. Never asked of none. */
    double median() {
        int size = sorted.size();
        return (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }

    double min() {
        return sorted.get(0);
    }

    double max() {
        return sorted.get(sorted.size() - 1);
    }
}

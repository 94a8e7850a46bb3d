package io.portmaster.bench;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The same figure from several rounds. The machine's noise moves the ends, and hardly the median. */
record Spread(List<Double> sorted) {
    static Spread of(Stream<Double> values) {
        return new Spread(values.sorted().toList());
    }

    /**
     * The ratios round by round: rounds that follow each other share the machine's other load.
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

    /** The median; the mean of the two middle values if their number is even. The spread must not be empty. */
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

package io.portmaster.transfer;

import java.util.List;
import java.util.stream.Stream;

/**
 * What an import will do.
 *
 * @param steps one for each row, in their order
 * @param extras allocations of the dump's services that are there, and in no row
 */
public record Plan(List<Step> steps, List<Result> extras) {
    public Plan {
        steps = List.copyOf(steps);
        extras = List.copyOf(extras);
    }

    /** A row, and what is to become of it. */
    record Step(Row row, Result result) {
        boolean isCreation() {
            return result.fate() == Fate.CREATE;
        }
    }

    /** How many rows are to be created. */
    public int creations() {
        return (int) steps.stream().filter(Step::isCreation).count();
    }

    /** What is to become of each row, and behind it what is there and in no row. */
    public List<Result> results() {
        return Stream.concat(steps.stream().map(Step::result), extras.stream()).toList();
    }
}

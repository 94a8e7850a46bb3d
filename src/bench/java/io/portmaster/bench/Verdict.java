package io.portmaster.bench;

/**
 * What a run says of a goal.
 *
 * @param found the figure of each round; empty if the run didn't measure it
 */
record Verdict(Goal goal, Spread found) {
    boolean isMeasured() {
        return !found.isEmpty();
    }

    /** Whether the median of the rounds reaches the goal. */
    boolean isReached() {
        return goal.isReachedBy(found.median());
    }

    String foundInWords() {
        return Goal.number(found.median()) + goal.unit() + " (" + Goal.number(found.min()) + "–"
                + Goal.number(found.max()) + ")";
    }
}

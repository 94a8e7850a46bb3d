package io.portmaster.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param clients how many there are at a time, one number after the other
 * @param window how long a round lasts
 * @param warmUpSlices the most that a warm-up takes, each as long as a round
 * @param many allocations that stand where there are to be many
 * @param listed allocations on a page
 * @param starts how often a start is timed
 * @param openLoop whether the open loop is measured, besides the closed one
 */
record Settings(
        List<Integer> clients,
        int rounds,
        Duration window,
        int warmUpSlices,
        int many,
        int listed,
        int starts,
        boolean openLoop) {
    /** The number of clients of a case that has only one. */
    static final int USUAL_CLIENTS = 64;

    /** The number of allocations in a full run's cases with many allocations. */
    static final int MANY = 40_000;

    static Settings full(int rounds) {
        return new Settings(List.of(1, 16, 64, 256), rounds, Duration.ofMillis(1500), 80, MANY, 5_000, 5, true);
    }

    /** The same, with other numbers of clients. */
    Settings with(List<Integer> others) {
        return new Settings(others, rounds, window, warmUpSlices, many, listed, starts, openLoop);
    }

    /** The same settings, with rounds that last {@code times} as long. */
    Settings longer(int times) {
        return new Settings(
                clients, rounds, window.multipliedBy(times), warmUpSlices, many, listed, starts, openLoop);
    }

    /** The same settings without the open loop. */
    Settings closedLoopOnly() {
        return new Settings(clients, rounds, window, warmUpSlices, many, listed, starts, false);
    }

    /** Settings that show whether all works. The figures mean nothing. */
    static Settings quick(int rounds) {
        return new Settings(List.of(1, 64), rounds, Duration.ofMillis(100), 1, 2_000, 500, 1, true);
    }
}

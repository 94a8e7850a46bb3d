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
 */
record Settings(
        List<Integer> clients, int rounds, Duration window, int warmUpSlices, int many, int listed, int starts) {
    /** Where a case has one number of clients only. */
    static final int USUAL_CLIENTS = 64;

    /** Allocations in a full run where there are to be many. */
    static final int MANY = 40_000;

    static Settings full(int rounds) {
        return new Settings(List.of(1, 16, 64, 256), rounds, Duration.ofMillis(1500), 80, MANY, 5_000, 5);
    }

    /** As this, with other numbers of clients. */
    Settings with(List<Integer> others) {
        return new Settings(others, rounds, window, warmUpSlices, many, listed, starts);
    }

    /** As this, with rounds that last so many times as long. */
    Settings longer(int times) {
        return new Settings(clients, rounds, window.multipliedBy(times), warmUpSlices, many, listed, starts);
    }

    /** Shows that all works, and nothing of how fast it is. */
    static Settings quick(int rounds) {
        return new Settings(List.of(1, 64), rounds, Duration.ofMillis(150), 1, 2_000, 500, 1);
    }
}

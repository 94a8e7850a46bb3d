package io.portmaster.cluster;

import java.time.Duration;

/** How long the tests look for rare errors. With the defaults they take minutes in all. */
final class Scale {
    private Scale() {}

    /** How long a test watches that something doesn't happen: the system property {@code portmaster.test.seconds}. */
    static Duration time(Duration usual) {
        Integer seconds = Integer.getInteger("portmaster.test.seconds");
        return seconds == null ? usual : Duration.ofSeconds(seconds);
    }

    /** How often a test breaks something: the system property {@code portmaster.test.rounds}. */
    static int rounds(int usual) {
        return Integer.getInteger("portmaster.test.rounds", usual);
    }
}

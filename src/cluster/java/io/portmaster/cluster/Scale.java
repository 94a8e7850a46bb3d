package io.portmaster.cluster;

import java.time.Duration;

/** How long the tests look for what is rare. The defaults make for minutes in all. */
final class Scale {
    private Scale() {}

    /** For how long something must not happen: the system property {@code portmaster.test.seconds}. */
    static Duration time(Duration usual) {
        Integer seconds = Integer.getInteger("portmaster.test.seconds");
        return seconds == null ? usual : Duration.ofSeconds(seconds);
    }

    /** How often something is broken: the system property {@code portmaster.test.rounds}. */
    static int rounds(int usual) {
        return Integer.getInteger("portmaster.test.rounds", usual);
    }
}

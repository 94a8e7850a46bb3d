package io.portmaster.history;

import java.time.Duration;

/**
 * How an {@link Instance} behaves.
 *
 * @param appetite how many ports it wants to have at most
 * @param think how long it thinks between two requests, on average
 * @param forgets whether it leaves an offer to its lease now and then
 */
public record Habits(int appetite, Duration think, boolean forgets) {
    /** Asks as fast as it is answered, and forgets nothing, so that no port is left with nobody. */
    public static Habits eager(int appetite) {
        return new Habits(appetite, Duration.ZERO, false);
    }
}

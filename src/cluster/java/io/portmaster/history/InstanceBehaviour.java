package io.portmaster.history;

import java.time.Duration;

/**
 * How an {@link Instance} behaves.
 *
 * @param appetite how many ports it wants to have at most
 * @param think how long it thinks between two requests, on average
 * @param forgets whether it leaves an offer to its lease now and then
 */
public record InstanceBehaviour(int appetite, Duration think, boolean forgets) {
    /** An instance that asks as fast as it is answered, and leaves no offer to its lease. */
    public static InstanceBehaviour eager(int appetite) {
        return new InstanceBehaviour(appetite, Duration.ZERO, false);
    }
}

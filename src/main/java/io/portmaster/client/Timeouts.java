package io.portmaster.client;

import java.time.Duration;

/**
 * How long a client waits.
 *
 * @param connect for a connection
 * @param answer for an answer, from when the request was begun
 */
public record Timeouts(Duration connect, Duration answer) {
    /** An answer may take a node 5 s; what it can't say by then it says then. */
    public static final Timeouts USUAL = new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(10));
}

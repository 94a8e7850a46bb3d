package io.portmaster.client;

import java.time.Duration;

/**
 * How long a client waits.
 *
 * @param connect the longest wait for a connection
 * @param answer the longest wait for an answer, from the beginning of the request
 */
public record Timeouts(Duration connect, Duration answer) {
    /** A node answers within 5 s, if only to say that it can't. */
    public static final Timeouts USUAL = new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(10));
}

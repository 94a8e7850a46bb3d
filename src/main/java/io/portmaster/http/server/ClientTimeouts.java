package io.portmaster.http.server;

import io.portmaster.loop.RequestContext;
import java.time.Duration;

/**
 * How long a client may take over each phase of a request. It gets that time whole, and up to one {@code beat} more.
 *
 * @param head from the first byte of a request to the end of its headers; for the first one, from the connection's opening
 * @param body from there to the end of the body
 * @param response from when a response, or a piece of one that goes on, is next in line until the client has taken the last byte
 * @param keepAlive between two requests
 * @param beat how often clients are looked at; a millisecond or more
 */
public record ClientTimeouts(Duration head, Duration body, Duration response, Duration keepAlive, Duration beat) {
    /** The longest time that a connection's two directions take, one after the other. */
    private static final Duration ROUND_TRIP = Duration.ofSeconds(5);

    private static final int WITHOUT_LIMIT = Integer.MAX_VALUE;

    /**
     * HAProxy in front gives a request the same 5 s. The largest page of a list, some 2 MB, needs 70 KB/s then. Idle
     * connections are kept for longer than proxies keep theirs, so that the proxies close first.
     */
    public static final ClientTimeouts USUAL = new ClientTimeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofMillis(250));

    /**
     * Seconds for which a client may keep a connection idle and rely on it. It is less than {@code keepAlive}, which begins with
     * the request: the response takes its time, and so do both directions. 0 for none.
     */
    long promisedKeepAlive() {
        return Math.max(
                0, keepAlive.minus(RequestContext.PATIENCE).minus(ROUND_TRIP).toSeconds());
    }

    /** The number of beats that the phase may last. */
    int beats(RequestPhase phase) {
        return switch (phase) {
            case FIRST_BYTE, HEAD -> beats(head);
            case BODY -> beats(body);
            case RESPONSE -> beats(response);
            case KEEP_ALIVE -> beats(keepAlive);
            case STREAMING -> WITHOUT_LIMIT;
        };
    }

    /** The number of beats that is no shorter than the time, wherever between two beats it begins. */
    int beats(Duration time) {
        long whole = (time.toMillis() + beat.toMillis() - 1) / beat.toMillis();
        return (int) whole + 1;
    }
}

package io.portmaster.http.server;

import io.portmaster.loop.RequestContext;
import java.time.Duration;

/**
 * How long a client may take for each phase of a request. It gets at least this time, and up to one {@code beat} more.
 *
 * @param head from the first byte of a request to the end of its headers; for the first request, from the opening
 *     of the connection
 * @param body from the end of the headers to the end of the body
 * @param response from when a response, or a part of a stream, is the next to be sent until the client has taken
 *     its last byte
 * @param keepAlive between two requests
 * @param beat the time between two checks of all clients; a millisecond or more
 */
public record ClientTimeouts(Duration head, Duration body, Duration response, Duration keepAlive, Duration beat) {
    /** The longest time that a message and its answer spend on the network. */
    private static final Duration ROUND_TRIP = Duration.ofSeconds(5);

    private static final int WITHOUT_LIMIT = Integer.MAX_VALUE;

    /**
     * HAProxy in front gives a request the same 5 s. In 30 s the largest page of a list, some 2 MB, needs 70 KB/s. Nodes keep
     * idle connections longer than proxies do, so that the proxies close first.
     */
    public static final ClientTimeouts USUAL = new ClientTimeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofMillis(250));

    /**
     * How many seconds a client may leave a connection idle and still rely on it; 0 for none. This is less than {@code
     * keepAlive}, which counts from the request: the answer and the network take time too.
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

    /** The number of beats that last at least this time, even if it begins between two beats. */
    int beats(Duration time) {
        long whole = (time.toMillis() + beat.toMillis() - 1) / beat.toMillis();
        return (int) whole + 1;
    }
}

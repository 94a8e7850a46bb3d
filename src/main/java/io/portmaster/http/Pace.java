package io.portmaster.http;

import io.portmaster.loop.RequestContext;
import java.time.Duration;

/**
 * How long a client may take over its part of an exchange. It gets that time whole, and up to one {@code beat} more.
 *
 * @param head from the first byte of a request to the end of its headers; for the first one, from the connection's opening
 * @param body from there to the end of the body
 * @param answer from when an answer is next in line until the client's side has taken the last byte of it
 * @param idle between two requests
 * @param beat how often clients are looked at; a millisecond or more
 */
public record Pace(Duration head, Duration body, Duration answer, Duration idle, Duration beat) {
    /** What a connection's two directions take at most, one after the other. */
    private static final Duration WAYS = Duration.ofSeconds(5);

    /**
     * HAProxy in front gives a request the same 5 s. The largest page of a list, some 2 MB, needs 70 KB/s then. Idle
     * connections are kept for longer than proxies keep theirs, so that they close first.
     */
    public static final Pace USUAL = new Pace(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofMillis(250));

    /**
     * Seconds for which a client may keep a connection idle and count on it: less than {@code idle}, for that begins with the
     * request, an answer takes its time, and so do both of their ways. 0 for none.
     */
    long promisedIdle() {
        return Math.max(0, idle.minus(RequestContext.PATIENCE).minus(WAYS).toSeconds());
    }

    /** The number of beats for which that may be due. */
    int beats(Due due) {
        return beats(
                switch (due) {
                    case FIRST_WORD, HEAD -> head;
                    case BODY -> body;
                    case ANSWER -> answer;
                    case NEXT_REQUEST -> idle;
                });
    }

    /** So many beats are no shorter than that time, wherever between two beats it begins. */
    int beats(Duration time) {
        long whole = (time.toMillis() + beat.toMillis() - 1) / beat.toMillis();
        return (int) whole + 1;
    }
}

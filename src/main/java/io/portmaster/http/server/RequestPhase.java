package io.portmaster.http.server;

import java.util.Locale;

/** What a connection waits for. Its client has a limited time for each phase; if that is over, the connection is ended. */
public enum RequestPhase {
    /** The first byte of the first request. */
    FIRST_BYTE,
    /** The rest of a request's head. */
    HEAD,
    /** The rest of a request's body. */
    BODY,
    /** The client, to take the response. */
    RESPONSE,
    /** The next request. */
    KEEP_ALIVE,
    /**
     * The node, to send more of a response that goes on. It has no limit: it ends with the response, or when the node shuts down.
     * What was sent must still be taken in the time that a response has.
     */
    STREAMING;

    private final String text = name().toLowerCase(Locale.ROOT);

    @Override
    public String toString() {
        return text;
    }
}

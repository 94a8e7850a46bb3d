package io.portmaster.http.server;

/** What a connection waits for. A client has a limited time for each phase; then the node ends the connection. */
public enum RequestPhase {
    /** The first byte of the first request. */
    FIRST_BYTE("first_byte"),
    /** The rest of a request's head. */
    HEAD("head"),
    /** The rest of a request's body. */
    BODY("body"),
    /** The client, until it has taken the response. */
    RESPONSE("response"),
    /** The next request. */
    KEEP_ALIVE("keep_alive"),
    /**
     * The next part of a stream, which the node sends. This phase has no limit: it ends with the stream, or when the node shuts
     * down. The client has the time of {@link #RESPONSE} to take each part.
     */
    STREAMING("streaming");

    private final String label;

    RequestPhase(String label) {
        this.label = label;
    }

    /** The value of the metrics' label {@code due}. */
    public String label() {
        return label;
    }
}

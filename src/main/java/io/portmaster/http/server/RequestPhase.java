package io.portmaster.http.server;

/** What a connection waits for. Its client has a limited time for each phase; if that is over, the connection is ended. */
public enum RequestPhase {
    /** The first byte of the first request. */
    FIRST_BYTE("first_byte"),
    /** The rest of a request's head. */
    HEAD("head"),
    /** The rest of a request's body. */
    BODY("body"),
    /** The client, to take the response. */
    RESPONSE("response"),
    /** The next request. */
    KEEP_ALIVE("keep_alive"),
    /**
     * The node, to send more of a response that goes on. It has no limit: it ends with the response, or when the node shuts down.
     * What was sent must still be taken in the time that a response has.
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

package io.portmaster.http.server;

/** Why a request is refused as {@code overloaded}. */
public enum OverloadReason {
    IN_FLIGHT("in_flight", "too many requests are in progress"),
    QUEUE("queue", "too many changes wait for the store"),
    CONTENTION("contention", "changes of other requests came first for 5 s"),
    BODIES("bodies", "too many request bodies are being received"),
    ANSWERS("answers", "too many lists are being sent");

    private final String label;
    private final String text;

    OverloadReason(String label, String text) {
        this.label = label;
        this.text = text;
    }

    /** The value of the metrics' label {@code reason}. */
    public String label() {
        return label;
    }

    /** What there is too much of, in a few words for people. */
    public String text() {
        return text;
    }
}

package io.portmaster.http.server;

import java.util.Locale;

/** Why a request is refused as {@code overloaded}. */
public enum OverloadReason {
    IN_FLIGHT("too many requests are in progress"),
    QUEUE("too many changes wait for the store"),
    CONTENTION("other changes came first until the time was up"),
    BODIES("too many request bodies are being received"),
    ANSWERS("too many lists are being sent");

    private final String text;
    private final String label = name().toLowerCase(Locale.ROOT);

    OverloadReason(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** For metrics. */
    @Override
    public String toString() {
        return label;
    }
}

package io.portmaster.http;

import java.util.Locale;

/** What there can be too much of, so that a request is refused as {@code overloaded}. */
public enum Shed {
    IN_FLIGHT("too many requests are under way"),
    QUEUE("too many changes wait for the store"),
    CONTENTION("other changes came first until the time was up"),
    BODIES("too many bodies are on their way in"),
    ANSWERS("too many lists are on their way out");

    private final String why;
    private final String text = name().toLowerCase(Locale.ROOT);

    Shed(String why) {
        this.why = why;
    }

    /** For people. */
    String why() {
        return why;
    }

    @Override
    public String toString() {
        return text;
    }
}

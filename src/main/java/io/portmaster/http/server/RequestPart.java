package io.portmaster.http.server;

import java.util.Locale;

/** The part of a request. Prints as the contract spells it. */
public enum RequestPart {
    BODY,
    PATH,
    QUERY,
    HEADER;

    private final String text = name().toLowerCase(Locale.ROOT);

    @Override
    public String toString() {
        return text;
    }
}

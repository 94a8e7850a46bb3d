package io.portmaster.http.api;

import org.jspecify.annotations.Nullable;

/** Reads port numbers in paths. */
final class PortNumber {
    static final String RULE = "must be a port number, from 0 to 65535";
    private static final int MAX_DIGITS = 5;
    private static final int HIGHEST = 65535;

    private PortNumber() {}

    static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The number, also of a port that is never handed out; null for a text that breaks the {@link #RULE}. */
    static @Nullable Integer parse(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS || !isDigits(text)) {
            return null;
        }
        int port = Integer.parseInt(text);
        return port > HIGHEST ? null : Integer.valueOf(port);
    }
}

package io.portmaster.http.api;

import org.jspecify.annotations.Nullable;

/** Port numbers as they stand in paths. */
final class PortNumber {
    static final String RULE = "must be a port number, from 0 to 65535";
    private static final int MAX_DIGITS = 5;
    private static final int HIGHEST = 65535;

    private PortNumber() {}

    static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Any port that TCP knows, whether or not it can be handed out; null for anything else. */
    static @Nullable Integer parse(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS || !isDigits(text)) {
            return null;
        }
        int port = Integer.parseInt(text);
        return port > HIGHEST ? null : Integer.valueOf(port);
    }
}

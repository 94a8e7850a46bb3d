package io.portmaster;

import java.net.UnknownHostException;

/** Why something failed, in a few words for a person. */
final class FailureText {
    private FailureText() {}

    static String of(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            // Vert.x would tell how many queries it took to find that out.
            return "unknown host";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}

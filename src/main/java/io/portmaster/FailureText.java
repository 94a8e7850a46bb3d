package io.portmaster;

import java.net.UnknownHostException;

/** Says in a few words for people why something failed. For calls to etcd, {@code EtcdErrors} does. */
final class FailureText {
    private FailureText() {}

    static String of(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            // Vert.x' message tells how many queries it sent.
            return "unknown host";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}

package io.portmaster.http.server;

/**
 * The server refuses a request before any route handles it. The client gets a problem as its answer. This exception is no bug
 * of the node, so it has no stack trace.
 */
public abstract sealed class RejectedRequestException extends RuntimeException
        permits MalformedRequestException, SlowRequestException, BodyTooLargeException, OverloadedException {
    private static final long serialVersionUID = 1L;

    RejectedRequestException(String message) {
        super(message, null, false, false);
    }
}

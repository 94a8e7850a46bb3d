package io.portmaster.http.server;

/**
 * A request that the server itself doesn't accept. It has no stack trace: it is no bug, and is answered as a problem.
 */
public abstract sealed class RejectedRequestException extends RuntimeException
        permits MalformedRequestException, SlowRequestException, BodyTooLargeException, OverloadedException {
    private static final long serialVersionUID = 1L;

    RejectedRequestException(String message) {
        super(message, null, false, false);
    }
}

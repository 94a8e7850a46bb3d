package io.portmaster.http.server;

/** A request whose client took too long to send this part of it. */
public final class SlowRequestException extends RejectedRequestException {
    private static final long serialVersionUID = 1L;

    SlowRequestException(RequestPhase overdue) {
        super("the request's " + overdue.label() + " did not arrive in time; nothing was changed");
    }
}

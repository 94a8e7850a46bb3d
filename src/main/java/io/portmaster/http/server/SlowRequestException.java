package io.portmaster.http.server;

/** A request of which a part did not arrive in time. */
public final class SlowRequestException extends RejectedRequestException {
    private static final long serialVersionUID = 1L;

    SlowRequestException(RequestPhase overdue) {
        super("the request's " + overdue.label() + " did not arrive in time; nothing was changed");
    }
}

package io.portmaster.http.server;

/** A request for which the node has no room at the moment. */
public final class OverloadedException extends RejectedRequestException {
    private static final long serialVersionUID = 1L;

    private final OverloadReason reason;

    OverloadedException(OverloadReason reason) {
        super(reason.text());
        this.reason = reason;
    }

    public OverloadReason reason() {
        return reason;
    }
}

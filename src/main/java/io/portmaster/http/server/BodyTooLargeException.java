package io.portmaster.http.server;

/** A request whose body is larger than {@value BodyReader#MAX_BYTES} bytes. */
public final class BodyTooLargeException extends RejectedRequestException {
    private static final long serialVersionUID = 1L;

    BodyTooLargeException() {
        super("the request's body is too large");
    }

    public int maximum() {
        return BodyReader.MAX_BYTES;
    }
}

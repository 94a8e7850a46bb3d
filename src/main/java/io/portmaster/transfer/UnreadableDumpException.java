package io.portmaster.transfer;

/** The text as a whole is no dump. Its message says why, and where. */
public final class UnreadableDumpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableDumpException(String message) {
        super(message);
    }

    UnreadableDumpException(String message, Throwable cause) {
        super(message, cause);
    }
}

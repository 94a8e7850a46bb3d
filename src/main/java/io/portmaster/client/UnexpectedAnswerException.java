package io.portmaster.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The answer breaks the contract: it came from something else than a node, or from a node of another version. The request may
 * have been carried out.
 */
public final class UnexpectedAnswerException extends IOException {
    private static final int LONGEST = 500;
    private static final long serialVersionUID = 1L;

    private final int status;

    UnexpectedAnswerException(String request, int status, String text, @Nullable Throwable cause) {
        super(request + " was answered with " + status + " and " + shortened(text), cause);
        this.status = status;
    }

    /** The status of the answer. */
    public int status() {
        return status;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}

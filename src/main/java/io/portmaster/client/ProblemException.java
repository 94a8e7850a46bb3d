package io.portmaster.client;

import io.portmaster.wire.ProblemBody;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The node has answered with an error. The codes {@value #OUTCOME_UNKNOWN} and {@code internal-error}, a bug in the node, leave
 * open whether something has changed. All other codes promise that nothing has.
 */
public final class ProblemException extends Exception {
    /** The request may have been carried out, or be carried out yet. */
    public static final String OUTCOME_UNKNOWN = "outcome-unknown";

    private static final long serialVersionUID = 1L;

    private final transient ProblemBody problem;
    private final @Nullable Duration retryAfter;
    private final @Nullable String requestId;

    ProblemException(ProblemBody problem, @Nullable Duration retryAfter, @Nullable String requestId) {
        super(problem.status() + " " + problem.code() + ": "
                + (problem.detail() == null ? problem.title() : problem.detail()));
        this.problem = problem;
        this.retryAfter = retryAfter;
        this.requestId = requestId;
    }

    public ProblemBody problem() {
        return problem;
    }

    /** The contract's word for the error, for programs. */
    public String code() {
        return problem.code();
    }

    /** The time to wait before the next try; null if the answer names none. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The id of the request in the node's log; null if the answer has none. */
    public @Nullable String requestId() {
        return requestId;
    }
}

package io.portmaster.client;

import io.portmaster.wire.ProblemBody;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The node has refused a request, or couldn't carry it out. All codes promise that nothing has changed, but for {@value
 * #OUTCOME_UNKNOWN}, and for {@code internal-error}, which is a bug in the node.
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

    /** The contract's word for programs. */
    public String code() {
        return problem.code();
    }

    /** After how long to ask again; null if the node doesn't say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Under which the node's log has the request; null if the answer has none. */
    public @Nullable String requestId() {
        return requestId;
    }
}

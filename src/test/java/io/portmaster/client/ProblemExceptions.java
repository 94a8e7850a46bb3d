package io.portmaster.client;

import io.portmaster.wire.ProblemBody;
import io.portmaster.wire.ProblemMembers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes answers that say no, for tests that have no node. */
public final class ProblemExceptions {
    private ProblemExceptions() {}

    public static ProblemException of(int status, String code) {
        return of(status, code, null);
    }

    /** @param retryAfter null if the answer names no time */
    public static ProblemException of(int status, String code, @Nullable Duration retryAfter) {
        return new ProblemException(
                new ProblemBody(code, code, status, null, null, ProblemMembers.NONE), retryAfter, null);
    }
}

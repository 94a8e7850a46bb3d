package io.portmaster.client;

import io.portmaster.wire.ProblemBody;
import io.portmaster.wire.ProblemMembers;

/** Makes answers that say no, for tests that have no node. */
public final class ProblemExceptions {
    private ProblemExceptions() {}

    public static ProblemException of(int status, String code) {
        return new ProblemException(
                new ProblemBody(code, code, status, null, null, ProblemMembers.NONE), null, null);
    }
}

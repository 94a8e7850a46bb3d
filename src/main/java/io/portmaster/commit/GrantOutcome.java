package io.portmaster.commit;

import java.time.Duration;

/**
 * What became of the grant of a lease with a chosen number. A lease that was granted after all, and that nobody learned of, ends by
 * itself: the caller takes another number.
 */
public sealed interface GrantOutcome {
    /**
     * The lease lives.
     *
     * @param ttl the time that it was granted for, which may be longer than what was asked
     */
    record Granted(Duration ttl) implements GrantOutcome {}

    /** A lease of that number lives already. It may be anyone's. */
    record Exists() implements GrantOutcome {}

    /** The grant was never sent. */
    record NotSent() implements GrantOutcome {}

    /** The store refuses all grants now. The detail is the store's own reason. */
    record Refused(String detail) implements GrantOutcome {}

    /** The lease may have been granted, or still may be. */
    record Unknown() implements GrantOutcome {}
}

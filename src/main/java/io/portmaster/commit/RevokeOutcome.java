package io.portmaster.commit;

/** What became of the end of a lease. */
public sealed interface RevokeOutcome {
    /** The lease and all keys on it are gone. */
    record Revoked() implements RevokeOutcome {}

    /** No lease of that number lives. The store says so without saying whose store it is: a barrier decides. */
    record NotFound() implements RevokeOutcome {}

    /** The revoke was never sent. */
    record NotSent() implements RevokeOutcome {}

    /** The store refuses all changes now, and nothing has changed. The detail is the store's own reason. */
    record Refused(String detail) implements RevokeOutcome {}

    /** The lease may have ended, or still may end. */
    record Unknown() implements RevokeOutcome {}
}

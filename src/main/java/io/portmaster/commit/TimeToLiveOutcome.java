package io.portmaster.commit;

import java.time.Duration;

/** What the store says of the time that a lease has left. */
public sealed interface TimeToLiveOutcome {
    /**
     * The lease lives.
     *
     * @param left until it ends unless it is kept alive, rounded down to seconds. The store counted from a moment after the call
     */
    record Lives(Duration left) implements TimeToLiveOutcome {}

    /** The lease lives no more, or is about to end. The anchors decide, behind a barrier. */
    record NotFound() implements TimeToLiveOutcome {}

    /** The store didn't tell. */
    record NoAnswer() implements TimeToLiveOutcome {}
}

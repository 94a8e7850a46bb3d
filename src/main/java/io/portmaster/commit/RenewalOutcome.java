package io.portmaster.commit;

import java.time.Duration;

/** What became of the renewal of a pair of leases. */
public sealed interface RenewalOutcome {
    /**
     * Both leases were given their whole time again after the renewal was asked for.
     *
     * @param ttl the lease's whole time
     */
    record Renewed(Duration ttl) implements RenewalOutcome {}

    /** One lease of the pair lives no more, or its anchor doesn't stand. The anchors decide, behind a barrier. */
    record NotFound() implements RenewalOutcome {}

    /** No keep-alive was sent. */
    record NotSent() implements RenewalOutcome {}

    /** Not both keep-alives were acknowledged in time. Each may have taken effect, or still may. Asking again does no harm. */
    record Unknown() implements RenewalOutcome {}
}

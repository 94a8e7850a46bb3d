package io.portmaster.http.problem;

import io.portmaster.allocation.Refusal;
import io.portmaster.wire.EntityTag;
import io.portmaster.wire.ProblemMembers;

/** The problems of requests that name a client's lease. */
final class LeaseProblems {
    private LeaseProblems() {}

    static Problem notFound(Refusal.LeaseNotFound no) {
        return Problem.of(
                404,
                "lease-not-found",
                "Lease not found",
                "there is no lease " + no.lease().text() + "; it may have ended");
    }

    static Problem tooShort(Refusal.LeaseTooShort no) {
        return Problem.of(
                        409,
                        "lease-too-short",
                        "Lease is too short",
                        "ports of this service cool for " + no.reuseDelay()
                                + " s, and those of this lease would cool for " + no.linger()
                                + " s. Take a lease with a linger of " + no.reuseDelay() + " s or more")
                .with(new ProblemMembers.ShortLease(no.linger(), no.reuseDelay()));
    }

    static Problem full(Refusal.LeaseFull no) {
        return Problem.of(
                        409,
                        "lease-full",
                        "Lease is full",
                        "the lease carries " + no.limit()
                                + " allocations, and no lease may carry more. Create another lease")
                .with(new ProblemMembers.Limit(no.limit()));
    }

    static Problem onOther(Refusal.OnOtherLease no) {
        String where = no.lease() == null ? "no lease" : "lease " + no.lease().text();
        return Problem.of(
                        409,
                        "on-other-lease",
                        "Allocation is on another lease",
                        "the allocation is on " + where + ". To move it send the ETag of this answer as If-Match")
                .with(
                        no.lease() == null
                                ? ProblemMembers.NONE
                                : new ProblemMembers.OtherLease(no.lease().text()))
                .withHeader("ETag", EntityTag.of(no.currentRevision()));
    }
}

package io.portmaster.allocation;

import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.RenewalOutcome;
import io.portmaster.commit.RenewalOutcome.Renewed;
import io.portmaster.domain.Lease;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.ClientLease;
import io.portmaster.record.LeaseAnchors;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Gives a client's lease and its companion their whole time again. */
final class RenewLeaseOperation extends LeaseOperation<LeaseStatus> {
    private final Lease lease;
    private final LeaseStore store;

    /** Whether a keep-alive may have been sent whose answer never came. */
    private boolean maybeRenewed;

    RenewLeaseOperation(RequestContext caller, Lease lease, Executions executions, LeaseStore store) {
        super(caller, executions);
        this.lease = lease;
        this.store = store;
    }

    @Override
    Step<LeaseStatus> plan() {
        LeaseAnchors anchors = standing();
        if (anchors == null) {
            // A keep-alive may have given the lease more time. That doesn't matter any more.
            maybeRenewed = false;
            return new Step.Refuse<>(Refusals.missing(registry(), lease));
        }
        Refusal newer = Refusals.newer(anchors.anchor());
        return newer == null ? new Step.Call<>(renew(anchors.anchor().value())) : new Step.Refuse<>(newer);
    }

    /** The anchors of the lease. Null if one is gone, or if somebody ends the lease. */
    private @Nullable LeaseAnchors standing() {
        LeaseAnchors anchors = registry().leases().anchors(lease);
        return anchors == null || anchors.anchor().value().ending() ? null : anchors;
    }

    private CompletableFuture<Step<LeaseStatus>> renew(ClientLease record) {
        Instant asked = loop().now();
        return store.renew(lease, lease.companion(), () -> standing() != null, caller())
                .thenApply(outcome -> next(outcome, record, asked));
    }

    private Step<LeaseStatus> next(RenewalOutcome outcome, ClientLease record, Instant asked) {
        if (outcome instanceof Renewed renewed) {
            return new Step.Answer<>(new LeaseStatus(lease, record, asked.plus(renewed.ttl())));
        } else if (outcome instanceof RenewalOutcome.NotSent) {
            return outOfReach();
        }
        maybeRenewed |= outcome instanceof RenewalOutcome.Unknown;
        return againLater();
    }

    @Override
    public boolean leavesSomething() {
        return maybeRenewed;
    }
}

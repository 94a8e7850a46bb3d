package io.portmaster.allocation;

import io.portmaster.commit.LeaseMutations;
import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.RevokeOutcome;
import io.portmaster.domain.Lease;
import io.portmaster.domain.ServiceRef;
import io.portmaster.loop.Futures;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.LeaseAnchors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ends a client's lease: lets it take nothing any more, releases what is on it, and ends it and its companion in the store. Each
 * step begins behind a barrier. So any node can go on where another one has stopped.
 */
final class EndLeaseOperation extends LeaseOperation<Void> {
    private final Lease lease;
    private final Executions executions;
    private final LeaseStore store;

    /** Whether the lease was there when this request came. */
    private boolean found;

    /** Whether something has taken effect, or may have. */
    private boolean begun;

    /** The store's lease that carries this one, and the one that the anchor is on, as the anchor said last. */
    private Lease carrier;

    private Lease anchored;

    EndLeaseOperation(RequestContext caller, Lease lease, Executions executions, LeaseStore store) {
        super(caller, executions);
        this.lease = lease;
        this.carrier = lease;
        this.anchored = lease;
        this.executions = executions;
        this.store = store;
    }

    @Override
    Step<Void> plan() {
        Entry<ClientLease> anchor = registry().leases().lease(lease);
        if (anchor == null) {
            return found && registry().entry(new Key.LeaseAnchor(lease)) == null
                    ? endCompanion()
                    : new Step.Refuse<>(Refusals.missing(registry(), lease));
        }
        found = true;
        carrier = LeaseAnchors.carrier(anchor);
        anchored = LeaseAnchors.anchored(anchor);
        List<Entry<Allocation>> carried = registry().allocationsOn(lease);
        Refusal newer = newer(anchor, carried);
        if (newer != null) {
            return new Step.Refuse<>(newer);
        } else if (!anchor.value().ending()) {
            return new Step.Send<>(LeaseMutations.beginToEnd(anchor));
        }
        begun = true;
        return new Step.Call<>(carried.isEmpty() ? revoke() : release(carried));
    }

    private @Nullable Refusal newer(Entry<ClientLease> anchor, List<Entry<Allocation>> carried) {
        Refusal refusal = Refusals.newer(anchor);
        for (Entry<Allocation> each : carried) {
            if (refusal == null) {
                refusal = Refusals.newer(registry().records(each.space()), each.value());
            }
        }
        return refusal;
    }

    @Override
    public Step<Void> committed(Mutation mutation, long revision) {
        begun = true;
        return new Step.Again<>();
    }

    @Override
    public void unresolved(Mutation mutation) {
        begun = true;
    }

    @Override
    public boolean leavesSomething() {
        return begun;
    }

    /** Releases all at once: the batcher packs them. The next plan sees what is left. */
    private CompletableFuture<Step<Void>> release(List<Entry<Allocation>> carried) {
        CompletableFuture<?>[] releases = carried.stream().map(this::release).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(releases)
                .handle((done, failure) -> failure == null ? new Step.Again<>() : stopped(failure));
    }

    /** Releases an allocation that is on the lease. One that has gone, or was moved to another lease, is left alone. */
    private CompletableFuture<Void> release(Entry<Allocation> allocation) {
        Work<Void> release = new ReleaseOperation(
                new ServiceRef(allocation.space(), allocation.value().service()),
                new PortReference.ByNumber(allocation.value().port()),
                Precondition.NONE,
                lease,
                executions);
        return executions
                .run(caller(), release)
                .exceptionallyCompose(failure -> isGone(failure)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isGone(Throwable failure) {
        return Futures.unwrapped(failure) instanceof RefusedException refused
                && (refused.refusal() instanceof Refusal.PortNotFound
                        || refused.refusal() instanceof Refusal.ServiceNotFound);
    }

    /** Other releases may have taken effect. */
    private static Step<Void> stopped(Throwable failure) {
        if (Futures.unwrapped(failure) instanceof RefusedException) {
            return new Step.Refuse<>(new Refusal.OutcomeUnknown());
        }
        throw new IllegalStateException("a release failed", failure);
    }

    /** Nothing is on the lease, and nothing can be put on it. */
    private CompletableFuture<Step<Void>> revoke() {
        return store.revoke(anchored, caller()).thenApply(outcome -> {
            if (outcome instanceof RevokeOutcome.Revoked) {
                return new Step.Again<>();
            } else if (outcome instanceof RevokeOutcome.NotSent) {
                return outOfReach();
            }
            return outcome instanceof RevokeOutcome.Refused refused ? unavailable(refused.detail()) : againLater();
        });
    }

    /**
     * The lease has gone. Its companion is left alone if a port lingers on it, or may do so: it ends by itself, as it does if this
     * call fails.
     */
    private Step<Void> endCompanion() {
        return registry().entry(new Key.CompanionAnchor(lease)) == null
                        || registry().mayHaveCoolingOn(lease)
                ? Step.done()
                : new Step.Call<>(store.revoke(carrier.companion(), caller()).thenApply(outcome -> Step.done()));
    }
}

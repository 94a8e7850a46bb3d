package io.portmaster.allocation;

import io.portmaster.commit.LeaseMutations;
import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.RenewalOutcome;
import io.portmaster.commit.RenewalOutcome.Renewed;
import io.portmaster.commit.TimeToLiveOutcome;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Futures;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;
import io.portmaster.record.LeaseAnchors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives a client's lease and its companion their whole time again.
 *
 * <p>The store's leader keeps renewals in its memory. A former leader that was stopped, and goes on, ends the leases that are over by
 * the times that it remembers, though they were renewed since. It can only end what was granted in its own term, or before. So the
 * first renewal in a new term puts the lease on a pair of the store's leases that the former leader doesn't know: it grants the
 * pair, names it in the anchor, moves the allocations, and at last the anchor. It is acknowledged when the anchor is there, and when
 * a barrier has shown that no leader was elected meanwhile. The former leader takes the lease for over no earlier than the client
 * does, which counts from its last acknowledged renewal: so it comes too late, or the anchor ends with the former pair.
 */
final class RenewLeaseOperation extends LeaseOperation<LeaseStatus> {
    private final Lease lease;
    private final Executions executions;
    private final LeaseStore store;
    private final RandomGenerator random;

    /** Whether the lease may have been given more time, without an answer that said so. */
    private boolean maybeRenewed;

    /** Whether the store grants nothing or takes no puts, as when its space is used up. The lease is renewed where it is then. */
    private boolean keepsPair;

    /** What the last acknowledged keep-alive of this operation gave. Null if there was none. */
    private @Nullable LeaseStatus renewed;

    /** The lease that {@link #renewed} was about, which carried this one then. */
    private @Nullable Lease renewedCarrier;

    /** The carrier that this operation has granted or looked at last, and until when it lives at least, by the loop's clock. */
    private @Nullable Lease living;

    private long livesUntil;

    /** The lease of a former pair that this operation has left. Null if it has left none. */
    private @Nullable Lease left;

    /** @param random of the numbers of new pairs */
    RenewLeaseOperation(
            RequestContext caller, Lease lease, Executions executions, LeaseStore store, RandomGenerator random) {
        super(caller, executions);
        this.lease = lease;
        this.executions = executions;
        this.store = store;
        this.random = random;
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
        if (newer != null) {
            return new Step.Refuse<>(newer);
        }
        if (!isInItsPlace(anchors) && !keepsPair && canMoveAll()) {
            return move(anchors);
        }
        LeaseStatus status = renewed;
        return status != null && anchors.carrier().equals(renewedCarrier)
                ? new Step.Answer<>(status)
                : new Step.Call<>(renew(anchors));
    }

    /** Whether a pair of the present term carries the lease, and all that is on it. */
    private boolean isInItsPlace(LeaseAnchors anchors) {
        return !anchors.areMoving() && anchors.anchor().value().term() == store.term();
    }

    /**
     * The next step on the way to a pair of the present term. A move that was begun in an earlier term is finished first: else
     * allocations could be left on a pair between the one that the anchor is on and the new one.
     */
    private Step<LeaseStatus> move(LeaseAnchors anchors) {
        if (!anchors.areMoving()) {
            return new Step.Call<>(grantPair(anchors));
        } else if (!anchors.carrier().equals(living) || loop().nanos() - livesUntil >= 0) {
            return new Step.Call<>(lookAtCarrier(anchors));
        }
        List<Entry<Allocation>> behind = registry().allocationsOn(lease).stream()
                .filter(anchors::areAheadOf)
                .toList();
        if (behind.isEmpty()) {
            left = anchors.anchor().value().former();
            return new Step.Send<>(LeaseMutations.settle(anchors));
        }
        return new Step.Call<>(bring(behind));
    }

    /** The anchors of the lease. Null if one is gone, or if somebody ends the lease. */
    private @Nullable LeaseAnchors standing() {
        LeaseAnchors anchors = registry().leases().anchors(lease);
        return anchors == null || anchors.anchor().value().ending() ? null : anchors;
    }

    /** An allocation that can't be moved keeps the lease where it is. */
    private boolean canMoveAll() {
        return registry().allocationsOn(lease).stream().allMatch(this::canMove);
    }

    private boolean canMove(Entry<Allocation> allocation) {
        return FollowPairOperation.canMove(registry().records(allocation.space()), allocation.value());
    }

    private CompletableFuture<Step<LeaseStatus>> grantPair(LeaseAnchors anchors) {
        ClientLease record = anchors.anchor().value();
        Lease carrier = Lease.random(random);
        long term = store.term();
        return grantPair(
                store, carrier, Duration.ofSeconds(record.ttl()), Duration.ofSeconds(record.linger()), granted -> {
                    lives(carrier, granted);
                    return new Step.Send<>(LeaseMutations.replacePair(anchors, carrier, term));
                });
    }

    /** What had been moved has ended with its carrier, if that has ended first. So the lease is over. */
    private CompletableFuture<Step<LeaseStatus>> lookAtCarrier(LeaseAnchors anchors) {
        Lease carrier = anchors.carrier();
        return store.timeToLive(carrier, caller()).thenCompose(outcome -> {
            if (outcome instanceof TimeToLiveOutcome.Lives lives) {
                lives(carrier, lives.left());
                return CompletableFuture.completedFuture(new Step.Again<>());
            } else if (outcome instanceof TimeToLiveOutcome.NotFound) {
                return store.revoke(LeaseAnchors.anchored(anchors.anchor()), caller())
                        .thenApply(revoked -> new Step.Again<>());
            }
            return CompletableFuture.completedFuture(againLater());
        });
    }

    private void lives(Lease carrier, Duration left) {
        living = carrier;
        livesUntil = loop().nanos() + left.toNanos();
    }

    @Override
    Step<LeaseStatus> grantRefused(String why) {
        keepsPair = true;
        return new Step.Again<>();
    }

    @Override
    public Step<LeaseStatus> committed(Mutation mutation, long revision) {
        maybeRenewed = true;
        return new Step.Again<>();
    }

    @Override
    public void unresolved(Mutation mutation) {
        maybeRenewed = true;
    }

    /** Moves all at once: the batcher packs them. The next plan sees what is left. */
    private CompletableFuture<Step<LeaseStatus>> bring(List<Entry<Allocation>> behind) {
        CompletableFuture<?>[] moves = behind.stream()
                .map(allocation -> executions.run(caller(), new FollowPairOperation(allocation, lease, executions)))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(moves)
                .handle((done, failure) -> failure == null ? new Step.Again<>() : stopped(failure));
    }

    /** If the store takes no puts, the renewal goes on where the allocations are. */
    private Step<LeaseStatus> stopped(Throwable failure) {
        if (Futures.unwrapped(failure) instanceof RefusedException refused) {
            keepsPair = refused.refusal() instanceof Refusal.StoreUnavailable;
            return keepsPair ? new Step.Again<>() : new Step.Refuse<>(new Refusal.OutcomeUnknown());
        }
        throw new IllegalStateException("a move failed", failure);
    }

    private CompletableFuture<Step<LeaseStatus>> renew(LeaseAnchors anchors) {
        ClientLease record = anchors.anchor().value();
        Lease carrier = anchors.carrier();
        Lease anchored = LeaseAnchors.anchored(anchors.anchor());
        Instant asked = loop().now();
        endLeftCompanion();
        return renew(carrier, carrier)
                .thenCompose(outcome -> outcome instanceof Renewed && !anchored.equals(carrier)
                        ? renew(anchored, carrier)
                        : CompletableFuture.completedFuture(outcome))
                .thenApply(outcome -> next(outcome, record, carrier, asked));
    }

    private CompletableFuture<RenewalOutcome> renew(Lease one, Lease carrier) {
        return store.renew(one, carrier.companion(), () -> isCarriedBy(carrier), caller());
    }

    /** Nobody else's renewal has put the lease on another pair meanwhile. */
    private boolean isCarriedBy(Lease carrier) {
        LeaseAnchors anchors = standing();
        return anchors != null && anchors.carrier().equals(carrier);
    }

    /**
     * Nothing is on the former pair any more. Its companion could last for the whole linger. If the call fails, or if there are
     * cooling records that this release can't read and that may be on it, it ends by itself, as its lease does.
     */
    private void endLeftCompanion() {
        Lease ended = left;
        left = null;
        if (ended != null && !registry().mayHaveCoolingOn(Lease.NONE)) {
            store.revoke(ended.companion(), caller());
        }
    }

    /** A new leader may have carried out the keep-alive. The next plan sees that by its term, since it is made behind a barrier. */
    private Step<LeaseStatus> next(RenewalOutcome outcome, ClientLease record, Lease carrier, Instant asked) {
        if (outcome instanceof Renewed acknowledged) {
            maybeRenewed = true;
            renewed = new LeaseStatus(lease, record, asked.plus(acknowledged.ttl()));
            renewedCarrier = carrier;
            return new Step.Again<>();
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

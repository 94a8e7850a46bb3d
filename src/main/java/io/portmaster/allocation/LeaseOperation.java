package io.portmaster.allocation;

import io.portmaster.commit.GrantOutcome;
import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import io.portmaster.registry.PlanningState;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Plans a request about a client's lease. Leases belong to no space. Nothing is kept alive or ended because of records that may
 * be old: the number could be that of any lease of the store.
 */
abstract class LeaseOperation<T> implements Work<T> {
    /** The time until the store is asked again, if it knows a lease no more whose anchor still stands. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final RequestContext caller;
    private final Registry registry;
    private final Loop loop;

    LeaseOperation(RequestContext caller, Executions executions) {
        this.caller = caller;
        this.registry = executions.registry();
        this.loop = executions.loop();
    }

    /** Says what to do next, given what the {@link #registry} has. */
    abstract Step<T> plan();

    RequestContext caller() {
        return caller;
    }

    Registry registry() {
        return registry;
    }

    Loop loop() {
        return loop;
    }

    @Override
    public boolean needsProof() {
        return true;
    }

    @Override
    public final Step<T> plan(PlanningState planning) {
        return plan();
    }

    @Override
    public final Step<T> plan(Registry proven) {
        return plan();
    }

    @Override
    public Step<T> committed(Mutation mutation, long revision) {
        throw new IllegalStateException("sends no mutation: " + getClass().getSimpleName());
    }

    /**
     * Grants the pair of the store's leases that carries a client's lease: the lease, then its companion. After a lost answer the
     * plan is made again, with other numbers, and what was granted ends by itself.
     *
     * @param linger counts from the end of the lease: a store grants a longer time than it was asked for, if that was too short
     * @param then gets the time that the lease was granted for
     */
    CompletableFuture<Step<T>> grantPair(
            LeaseStore store, Lease lease, Duration ttl, Duration linger, Function<Duration, Step<T>> then) {
        return grant(
                store,
                lease,
                ttl,
                granted -> grant(
                        store,
                        lease.companion(),
                        granted.plus(linger),
                        companions -> CompletableFuture.completedFuture(then.apply(granted))));
    }

    private CompletableFuture<Step<T>> grant(
            LeaseStore store, Lease lease, Duration ttl, Function<Duration, CompletableFuture<Step<T>>> then) {
        return store.grant(lease, ttl, caller())
                .thenCompose(outcome -> outcome instanceof GrantOutcome.Granted granted
                        ? then.apply(granted.ttl())
                        : CompletableFuture.completedFuture(notGranted(outcome)));
    }

    private Step<T> notGranted(GrantOutcome outcome) {
        if (outcome instanceof GrantOutcome.NotSent) {
            return outOfReach();
        }
        return outcome instanceof GrantOutcome.Refused refused ? grantRefused(refused.detail()) : new Step.Again<>();
    }

    /** Says what to do when the store grants nothing. */
    Step<T> grantRefused(String why) {
        return unavailable(why);
    }

    /** The refusal because the store doesn't help, which says whether something may have happened. */
    Step<T> unavailable(String why) {
        return new Step.Refuse<>(leavesSomething() ? new Refusal.OutcomeUnknown() : new Refusal.StoreUnavailable(why));
    }

    /** The refusal because no call reaches the store. */
    Step<T> outOfReach() {
        return unavailable("this node can't reach the store");
    }

    /** The plan is made again after a pause. */
    Step<T> againLater() {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        loop.after(PAUSE, () -> passed.complete(null));
        return new Step.Await<>(passed);
    }
}

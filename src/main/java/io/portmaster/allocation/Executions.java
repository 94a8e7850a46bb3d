package io.portmaster.allocation;

import io.portmaster.commit.BatchListener;
import io.portmaster.commit.Batcher;
import io.portmaster.commit.Store;
import io.portmaster.domain.Space;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import io.portmaster.registry.PlanningState;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the operations of a node, changes and reads of all spaces. They share one batcher, one planning state, and one line of
 * service changes.
 */
public final class Executions {
    private final Store store;
    private final Registry registry;
    private final Loop loop;
    private final PlanningState planning;
    private final Batcher batcher;
    private final Committer committer;
    private final SharedLeases sharedLeases;
    private final ServiceTurns turns;
    private final Deadlines deadlines;

    /**
     * @param registry the registry that the store keeps up to date
     * @param random for the choice among ports
     */
    public Executions(Store store, Registry registry, Loop loop, RandomGenerator random, BatchListener listener) {
        this.store = store;
        this.registry = registry;
        this.loop = loop;
        this.planning = new PlanningState(registry, random, loop::nanos);
        this.batcher = new Batcher(store, loop, listener);
        this.committer = new Committer(batcher, planning);
        this.turns = new ServiceTurns(store, registry, loop);
        this.deadlines = new Deadlines(loop);
        this.sharedLeases = new SharedLeases(store);
    }

    Store store() {
        return store;
    }

    Registry registry() {
        return registry;
    }

    Loop loop() {
        return loop;
    }

    PlanningState planning() {
        return planning;
    }

    Committer committer() {
        return committer;
    }

    ServiceTurns turns() {
        return turns;
    }

    SharedLeases sharedLeases() {
        return sharedLeases;
    }

    <T> CompletableFuture<T> change(RequestContext caller, Work<T> change) {
        return batcher.isFull() || (change.takesTurns() && turns.isFull())
                ? CompletableFuture.failedFuture(new RefusedException(new Refusal.Overloaded()))
                : run(caller, change);
    }

    <T> CompletableFuture<Reading<T>> read(RequestContext caller, Freshness freshness, Space space, Query<T> query) {
        return read(caller, freshness, () -> query.answer(registry.records(space)));
    }

    /** @param answer from the registry; throws a {@link RefusedException} if what is asked for isn't there */
    <T> CompletableFuture<Reading<T>> read(RequestContext caller, Freshness freshness, Supplier<T> answer) {
        return switch (freshness) {
            case LINEARIZABLE -> run(caller, new ReadOperation<>(answer)).thenApply(Reading::current);
            case STALE -> readFromMemory(answer);
        };
    }

    /** Runs a work that sends no mutation, or that belongs to a change which was admitted. */
    <T> CompletableFuture<T> run(RequestContext caller, Work<T> work) {
        Execution<T> execution = new Execution<>(work, caller, this);
        deadlines.watch(execution);
        execution.plan();
        return execution.answer();
    }

    private <T> CompletableFuture<Reading<T>> readFromMemory(Supplier<T> answer) {
        if (!registry.isLoaded()) {
            return CompletableFuture.failedFuture(
                    new RefusedException(new Refusal.StoreUnavailable("nothing was read from the store yet")));
        }
        try {
            return CompletableFuture.completedFuture(new Reading<>(answer.get(), store.staleness()));
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Nullable
    Census census(Space space) {
        return registry.isLoaded() ? Census.of(registry.records(space), loop.now()) : null;
    }

    @Nullable
    Duration staleness() {
        return store.staleness();
    }

    /** Whether no change is under way. */
    boolean isIdle() {
        return batcher.isIdle();
    }
}

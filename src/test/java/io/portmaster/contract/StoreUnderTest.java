package io.portmaster.contract;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Store;
import io.portmaster.domain.Lease;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A store on a space of its own that was empty at first, and the ways that a test has to it. */
public interface StoreUnderTest extends AutoCloseable {
    /** Longer than anything should take on the slowest machine that runs the tests. */
    Duration PATIENCE = Duration.ofSeconds(30);

    Store store();

    /** Kept up to date by the store; to be used on the loop only, so inside {@link #call}. */
    Registry registry();

    /**
     * Makes the call on the loop and waits for what it promises.
     *
     * @throws AssertionError if that takes longer than {@link #PATIENCE}
     */
    <T> T call(Supplier<CompletableFuture<T>> call);

    /** Commits the batch. What the store kept back because of others is sent again until it has an outcome of its own. */
    default List<Outcome> commit(List<Mutation> batch) {
        List<Outcome> outcomes = new ArrayList<>(call(() -> store().commit(batch)));
        List<Integer> keptBack = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).equals(new Outcome.NotApplied(Outcome.Reason.KEPT_BACK))) {
                keptBack.add(i);
            }
        }
        if (!keptBack.isEmpty()) {
            List<Outcome> later =
                    commit(keptBack.stream().map(i -> batch.get(i).separated()).toList());
            for (int i = 0; i < keptBack.size(); i++) {
                outcomes.set(keptBack.get(i), later.get(i));
            }
        }
        return outcomes;
    }

    /** Waits until the condition holds, which is asked now and then on the test's thread, for {@link #PATIENCE} at most. */
    void waitUntil(BooleanSupplier condition);

    /** Everything in the space, asked of the store itself and not of the registry. In any order. */
    List<Entry<?>> dump();

    /** Another node's store on the same space and the same loop, with a registry of its own. Closed with this one. */
    StoreUnderTest sibling();

    /** Ends a lease at once, behind the store's back. */
    void revoke(Lease lease);

    /** Puts a value that no version of the program can read, behind the store's back. */
    void plantUnreadable(Key key);

    @Override
    void close();
}

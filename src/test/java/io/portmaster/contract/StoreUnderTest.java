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

/** A store that was empty at first and that no other test uses, and a test's ways to it. */
public interface StoreUnderTest extends AutoCloseable {
    /** The limit of every wait. Nothing takes as long on the slowest machine that runs the tests. */
    Duration PATIENCE = Duration.ofSeconds(30);

    Store store();

    /** The registry that the store keeps up to date. It may be used on the loop only, so inside {@link #call}. */
    Registry registry();

    /**
     * Makes the call on the loop, and waits for its result.
     *
     * @throws AssertionError if that takes longer than {@link #PATIENCE}
     */
    <T> T call(Supplier<CompletableFuture<T>> call);

    /** Commits the batch. Mutations that the store kept back are sent again until each has an outcome of its own. */
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

    /** Waits until the condition holds, for {@link #PATIENCE} at most. The test's thread asks it now and then. */
    void waitUntil(BooleanSupplier condition);

    /** All entries of the store, in any order, read from the store and not from the registry. */
    List<Entry<?>> dump();

    /**
     * Another node's store on the same records and the same loop. It has a registry of its own, and is closed with this one.
     */
    StoreUnderTest sibling();

    /** Grants the lease with that number for an hour. The store isn't told. */
    void grant(Lease lease);

    /** Ends a lease at once. The store isn't told. */
    void revoke(Lease lease);

    /** Puts a value that no version of the program can read. The store isn't told. */
    void plantUnreadable(Key key);

    @Override
    void close();
}

package io.portmaster.commit;

import io.portmaster.domain.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The store, which holds the only truth about ports. All methods are called on the loop. Every future completes on the loop,
 * and never exceptionally.
 */
public interface Store {
    /** The limits of a batch. They never change. */
    BatchLimits limits();

    /**
     * Commits each mutation whose guards hold, all at one revision. The store may join mutations so that all or none of them
     * take effect. If one of the joined mutations conflicts, all of them are {@linkplain Outcome.Reason#KEPT_BACK kept back}:
     * nothing has changed, and they have to be sent again, {@linkplain Mutation#separated separated}.
     *
     * @param batch at least one mutation; together they fit in one {@link Batch}
     * @return an outcome for each mutation, in the same order
     */
    CompletableFuture<List<Outcome>> commit(List<Mutation> batch);

    /**
     * Waits until the registry shows every change that was acknowledged, by any node, before this call. Completes with true
     * then. Completes with false after a while if the store doesn't answer or the registry doesn't catch up: ask again.
     */
    CompletableFuture<Boolean> barrier();

    /**
     * A lease that lasts for at least this time from now. Other callers that ask for the same time share it. Completes at once
     * if a lease is at hand. Completes empty after a while if the store granted none: ask again.
     *
     * @param atLeast rounded up to whole seconds
     * @param records how many records the caller puts on it. A store doesn't let a lease carry too many, since all end at once
     */
    CompletableFuture<Optional<Lease>> lease(Duration atLeast, int records);

    /** A lease for one record, see {@link #lease(Duration, int)}. */
    default CompletableFuture<Optional<Lease>> lease(Duration atLeast) {
        return lease(atLeast, 1);
    }

    /** The store's own reason for refusing all reads, as last heard. Null while it answers reads, and while it is silent. */
    default @Nullable String refusalOfReads() {
        return null;
    }

    /** The store's own reason for refusing all changes, as last heard. Null while it makes changes, and while it is silent. */
    default @Nullable String refusalOfChanges() {
        return null;
    }

    /** Why the store can't be used now, in one line for people. Null if it can be used, or if nothing is known. */
    default @Nullable String trouble() {
        return null;
    }

    /** The set of records that the store has. Null while that isn't known, and for a store that has only one set. */
    default @Nullable UUID installation() {
        return null;
    }

    /** A line for each address at which a store of another installation answers. */
    default List<String> strangers() {
        return List.of();
    }

    /** The time since the registry was last known to show everything. Null if it never was. */
    @Nullable
    Duration staleness();
}

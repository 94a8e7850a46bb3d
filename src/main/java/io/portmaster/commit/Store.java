package io.portmaster.commit;

import io.portmaster.domain.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What this program needs of a store, which holds the only truth about ports. Called on the loop; every future completes on the loop, and none of
 * them exceptionally.
 */
public interface Store {
    /** What a batch may hold at most. Always the same. */
    BatchLimits limits();

    /**
     * Commits each mutation whose guards hold, all at one revision. A store may put mutations together that take effect all or not at
     * all: if one of them conflicts, all of them are {@link Outcome.Reason#KEPT_BACK kept back}, unchanged, and are to be sent again,
     * {@link Mutation#separated separated} from each other.
     *
     * @param batch at least one mutation, and only such as may share a transaction, see {@link Batch}
     * @return an outcome for each, in the same order
     */
    CompletableFuture<List<Outcome>> commit(List<Mutation> batch);

    /**
     * The barrier: completes with true once the registry shows every change that was acknowledged, by whomever, before this
     * call; with false, after a while, when that could not be made sure of. Ask again then.
     */
    CompletableFuture<Boolean> barrier();

    /**
     * A lease with at least that much time left from now on, shared with others that ask for the same time. Done at once where one
     * is at hand; empty, after a while, when the store granted none. Ask again then.
     *
     * @param atLeast counted in whole seconds, and rounded up to them
     */
    CompletableFuture<Optional<Lease>> lease(Duration atLeast);

    /** The store's own words for refusing all reads, as heard last. Null while it answers them, and while it is silent. */
    default @Nullable String refusalOfReads() {
        return null;
    }

    /** The store's own words for refusing all changes, as heard last. Null while it carries them out, and while it is silent. */
    default @Nullable String refusalOfChanges() {
        return null;
    }

    /** Why the store can't be used just now, in one line for people. Null if it can be, or if nothing is known. */
    default @Nullable String trouble() {
        return null;
    }

    /** Which set of records this is; null while that isn't known, and for a store that has only one. */
    default @Nullable UUID installation() {
        return null;
    }

    /** A line for each address at which a store of another installation answers. */
    default List<String> strangers() {
        return List.of();
    }

    /** How long ago the registry was last known to show everything. Null if it never did. */
    @Nullable
    Duration staleness();
}

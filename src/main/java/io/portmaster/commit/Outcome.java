package io.portmaster.commit;

import io.portmaster.record.KeyState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What became of a mutation. Every failure is definite (nothing changed) or unknown, and never guessed. */
public sealed interface Outcome {
    /** The value of the metrics' label {@code outcome}. It never changes, since dashboards use it. */
    String label();

    /** Whether the mutation was not applied, for this reason. */
    default boolean isNotApplied(Reason reason) {
        return this instanceof NotApplied notApplied && notApplied.reason() == reason;
    }

    /** The mutation took effect at this revision. */
    record Committed(long revision) implements Outcome {
        @Override
        public String label() {
            return "committed";
        }
    }

    /**
     * A guard didn't hold, and nothing changed.
     *
     * @param seen the states of the mutation's {@linkplain Mutation#conflictKeys() conflict keys}; their values tell which
     *     guard
     */
    record Conflict(List<KeyState> seen) implements Outcome {
        @Override
        public String label() {
            return "conflict";
        }
    }

    /** The mutation changed nothing and never will. That says nothing about its guards, so plan again. */
    record NotApplied(Reason reason, @Nullable String detail) implements Outcome {
        /** An outcome for a reason that needs no detail. */
        public NotApplied(Reason reason) {
            this(reason, null);
        }

        @Override
        public String label() {
            return "not_applied";
        }
    }

    /**
     * The mutation may have taken effect, or still may.
     *
     * @param settled completes, on the loop, when the mutation can't take effect any more and the registry shows whether it
     *     did. That may take as long as the store is out of reach. Never fails
     * @param unblocked completes, on the loop, when other mutations may be sent: when this one is settled, or when the store
     *     has no space to settle it. Never fails
     */
    record Unknown(CompletableFuture<Void> settled, CompletableFuture<Void> unblocked) implements Outcome {
        /** An outcome that blocks other mutations until it is settled. */
        public Unknown(CompletableFuture<Void> settled) {
            this(settled, settled);
        }

        @Override
        public String label() {
            return "unknown";
        }
    }

    /** Why nothing changed. */
    enum Reason {
        /** The mutation was never sent: its request had ended, or had too little time left. */
        WITHDRAWN,
        /** No connection has carried the mutation. */
        NOT_SENT,
        /** A mutation of the same child conflicted. The {@link Batcher} sends each mutation of that child again, by itself. */
        KEPT_BACK,
        /** The lease of a put had ended. */
        LEASE_GONE,
        /** The mutation arrived when its fence stood already. */
        FENCED,
        /** The mutation arrived at a store of another installation. */
        STRANGER,
        /** The store refuses all mutations like this one. The detail is the store's own reason. */
        REFUSED,
        /** The store refuses the batch for its form, for example as too large. */
        INVALID
    }
}

package io.portmaster.commit;

import io.portmaster.record.KeyState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What became of a mutation. Every failure is definite (nothing changed) or unknown, and never guessed. */
public sealed interface Outcome {
    /** The value of the metrics' label {@code outcome}. Dashboards know it: it stays. */
    String label();

    /** It took effect, at this revision. */
    record Committed(long revision) implements Outcome {
        @Override
        public String label() {
            return "committed";
        }
    }

    /** Something it needs was no longer so; nothing changed. {@code seen} are the keys that tell what. */
    record Conflict(List<KeyState> seen) implements Outcome {
        @Override
        public String label() {
            return "conflict";
        }
    }

    /** It never took effect and never will, whatever its compares say: plan again. */
    record NotApplied(Reason reason, @Nullable String detail) implements Outcome {
        /** Where the reason says all. */
        public NotApplied(Reason reason) {
            this(reason, null);
        }

        @Override
        public String label() {
            return "not_applied";
        }
    }

    /**
     * It may have taken effect, or still may.
     *
     * @param settled completes, on the loop, once it can't any more <em>and</em> the registry shows whether it did. May
     *     take as long as the store is out of reach. Never fails.
     * @param passable completes, on the loop, once other mutations may be sent: when this one is settled, or when the store can't
     *     settle it for lack of space. Never fails.
     */
    record Unknown(CompletableFuture<Void> settled, CompletableFuture<Void> passable) implements Outcome {
        /** Where others have to wait until it is settled. */
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
        /** Taken from the queue unsent: its caller had left, or waited too long. */
        WITHDRAWN,
        /** It never left this process. */
        NOT_SENT,
        /** The store had put it together with others, and one of them conflicted. The {@link Batcher} sends each again by itself. */
        KEPT_BACK,
        /** The lease ended before the claim on it. */
        LEASE_GONE,
        /** It arrived after the fence had gone up. */
        FENCED,
        /** It came to a store that is not of this node's installation. */
        STRANGER,
        /** The store refuses everything of its kind, and says why in the detail. */
        REFUSED,
        /** The store refuses the batch for its form, as too large for one. */
        INVALID
    }
}

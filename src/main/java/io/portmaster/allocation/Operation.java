package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Space;
import io.portmaster.record.KeyState;
import io.portmaster.registry.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request's use case: looks at the records and says what to do. It is asked again after every setback, and remembers
 * what it tried.
 */
interface Operation<T> {
    /** Whose records it looks at. */
    Space space();

    /** Whether guessing from possibly old records is pointless, so that every look waits for the barrier: the view is the registry's then. */
    default boolean looksOnlyWhenProven() {
        return false;
    }

    /** Whether it changes a service: such operations take turns, and send only then. */
    default boolean takesTurns() {
        return false;
    }

    /**
     * Says what to do, given these records.
     *
     * @param proven whether the view shows all that was acknowledged before the request came. Without that, an answer or a
     *     refusal is only a hint, and the plan is asked for again on a proven view
     */
    Step<T> plan(View view, boolean proven);

    /** The mutation that was planned last took effect: no answer given now needs further proof. */
    Step<T> committed(Mutation mutation, long revision);

    /**
     * The refusal that a conflict is by itself: the store evaluated the mutation after the request came, so what it shows
     * needs no further proof. Null where the next plan has to say.
     */
    default @Nullable Refusal decidedBy(Mutation mutation, List<KeyState> seen) {
        return null;
    }

    /**
     * Whether the mutation took effect was never learned, only that it can't any more. The next plan is made on a proven
     * view, which shows as much as can be known.
     */
    default void unresolved(Mutation mutation) {}

    /** Whether giving up now would leave an effect behind that the client hears nothing of. */
    default boolean leavesSomething() {
        return false;
    }
}

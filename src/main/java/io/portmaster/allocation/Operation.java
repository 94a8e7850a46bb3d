package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Space;
import io.portmaster.record.KeyState;
import io.portmaster.registry.SpaceView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans one request: an operation looks at the records and says what to do next. {@link Execution} asks the operation again
 * after every setback. The operation remembers what it has tried.
 */
interface Operation<T> {
    /** The space whose records the operation looks at. */
    Space space();

    /**
     * Whether every plan needs proven records, because a plan on old ones would be of no use. The view is the registry's then.
     */
    default boolean needsProof() {
        return false;
    }

    /** Whether the operation changes a service. Such operations take turns, and send in their turn only. */
    default boolean takesTurns() {
        return false;
    }

    /**
     * Says what to do next, given these records.
     *
     * @param proven whether the view shows everything that was acknowledged before the request came. If it doesn't, an answer
     *     or a refusal is only a hint, and the operation is asked again on a proven view
     */
    Step<T> plan(SpaceView view, boolean proven);

    /** The mutation that was planned last took effect. An answer to that needs no proof. */
    Step<T> committed(Mutation mutation, long revision);

    /**
     * The refusal that a conflict alone justifies. It needs no proof, since the store compared after the request came. Null if
     * the next plan has to decide.
     */
    default @Nullable Refusal decidedBy(Mutation mutation, List<KeyState> seen) {
        return null;
    }

    /**
     * The mutation's outcome was never learned. It can't take effect any more, and the next plan is made on proven records,
     * which show as much as can be known.
     */
    default void unresolved(Mutation mutation) {}

    /** Whether a change of this operation has taken effect that the client hears nothing of, if the operation ends now. */
    default boolean leavesSomething() {
        return false;
    }
}

package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.record.KeyState;
import io.portmaster.registry.PlanningState;
import io.portmaster.registry.Registry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one request asks for: it looks at records and says what to do next. {@link Execution} asks it again after every setback.
 * It remembers what it has tried.
 */
interface Work<T> {
    /**
     * Whether every plan needs proven records, because a plan on old ones would be of no use. The view is the registry's then.
     */
    default boolean needsProof() {
        return false;
    }

    /** Whether the work changes a service. Such works take turns, and send in their turn only. */
    default boolean takesTurns() {
        return false;
    }

    /**
     * Says what to do next, given what this node knows. An answer or a refusal is only a hint, and the work is asked again on
     * proven records.
     */
    Step<T> plan(PlanningState planning);

    /** Says what to do next, given proven records: they show everything that was acknowledged before the request came. */
    Step<T> plan(Registry proven);

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

    /**
     * Whether something that the client hears nothing of, if the work ends now, has taken effect or may have: then no refusal is
     * given but {@link Refusal.OutcomeUnknown}. A mutation whose outcome is unknown counts from the next plan on, unless the
     * records show that it did nothing. Before that plan {@link Execution} counts it.
     */
    default boolean leavesSomething() {
        return false;
    }
}

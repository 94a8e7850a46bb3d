package io.portmaster.allocation;

import io.portmaster.domain.Space;
import io.portmaster.registry.PlanningState;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceView;

/** Plans a request about the records of one space. */
interface Operation<T> extends Work<T> {
    /** The space whose records the operation looks at. */
    Space space();

    /**
     * Says what to do next, given these records.
     *
     * @param proven whether the view shows everything that was acknowledged before the request came. If it doesn't, an answer
     *     or a refusal is only a hint, and the operation is asked again on a proven view
     */
    Step<T> plan(SpaceView view, boolean proven);

    @Override
    default Step<T> plan(PlanningState planning) {
        return plan(planning.view(space()), false);
    }

    @Override
    default Step<T> plan(Registry proven) {
        return plan(proven.records(space()), true);
    }
}

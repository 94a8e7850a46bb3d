package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.registry.PlanningState;
import io.portmaster.registry.Registry;
import java.util.function.Supplier;

/**
 * Answers a query, on proven records.
 *
 * @param answer from the registry; throws a {@link RefusedException} if what is asked for isn't there
 */
record ReadOperation<T>(Supplier<T> answer) implements Work<T> {
    @Override
    public boolean needsProof() {
        return true;
    }

    @Override
    public Step<T> plan(PlanningState planning) {
        throw new IllegalStateException("a read needs proof");
    }

    @Override
    public Step<T> plan(Registry proven) {
        try {
            return new Step.Answer<>(answer.get());
        } catch (RefusedException e) {
            return new Step.Refuse<>(e.refusal());
        }
    }

    @Override
    public Step<T> committed(Mutation mutation, long revision) {
        throw new IllegalStateException("a read commits nothing");
    }
}

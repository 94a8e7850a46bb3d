package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Space;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceView;

/** Answers a query about a space, on proven records. */
record ReadOperation<T>(Space space, Query<T> query, Registry registry) implements Operation<T> {
    @Override
    public boolean needsProof() {
        return true;
    }

    @Override
    public Step<T> plan(SpaceView view, boolean proven) {
        try {
            return new Step.Answer<>(query.answer(registry.records(space)));
        } catch (RefusedException e) {
            return new Step.Refuse<>(e.refusal());
        }
    }

    @Override
    public Step<T> committed(Mutation mutation, long revision) {
        throw new IllegalStateException("a read commits nothing");
    }
}

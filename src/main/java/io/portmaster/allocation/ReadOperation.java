package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.registry.Registry;
import io.portmaster.registry.View;
import java.util.function.Function;

/**
 * Looks something up.
 *
 * @param query throws a {@link RefusedException} where it finds nothing
 */
record ReadOperation<T>(Registry registry, Function<Registry, T> query) implements Operation<T> {
    @Override
    public boolean looksOnlyWhenProven() {
        return true;
    }

    @Override
    public Step<T> plan(View view, boolean proven) {
        try {
            return new Step.Answer<>(query.apply(registry));
        } catch (RefusedException e) {
            return new Step.Refuse<>(e.refusal());
        }
    }

    @Override
    public Step<T> committed(Mutation mutation, long revision) {
        throw new IllegalStateException("a read commits nothing");
    }
}

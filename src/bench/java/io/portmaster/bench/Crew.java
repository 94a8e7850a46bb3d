package io.portmaster.bench;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * The workers of a round, ready to begin.
 *
 * @param executor where they are to begin
 * @param end gives back what they hold
 */
record Crew(List<? extends Worker> workers, Executor executor, Runnable end) implements AutoCloseable {
    /** The same workers. The task runs after all else at the end. */
    Crew thenAtLast(Runnable last) {
        return new Crew(workers, executor, () -> {
            end.run();
            last.run();
        });
    }

    @Override
    public void close() {
        end.run();
    }
}

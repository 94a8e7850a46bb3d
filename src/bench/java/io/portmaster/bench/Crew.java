package io.portmaster.bench;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * Workers that are ready to begin.
 *
 * @param executor where they are to begin
 * @param end gives back what they hold
 */
record Crew(List<? extends Worker> workers, Executor executor, Runnable end) implements AutoCloseable {
    /** The same workers, with this to be done behind all else at the end. */
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

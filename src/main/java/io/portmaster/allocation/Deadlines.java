package io.portmaster.allocation;

import io.portmaster.commit.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives up executions whose caller's patience has ended. All callers are equally patient, so a queue in the order of arrival
 * and one look at its head now and then do for any number of them.
 */
final class Deadlines {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Loop loop;
    private final Deque<Execution<?>> executions = new ArrayDeque<>();
    private boolean looking;

    Deadlines(Loop loop) {
        this.loop = loop;
    }

    void watch(Execution<?> execution) {
        executions.add(execution);
        if (!looking) {
            looking = true;
            loop.after(LOOK_EVERY, this::look);
        }
    }

    private void look() {
        while (!executions.isEmpty() && isOver(executions.peek())) {
            executions.remove().giveUp();
        }
        looking = !executions.isEmpty();
        if (looking) {
            loop.after(LOOK_EVERY, this::look);
        }
    }

    private boolean isOver(Execution<?> execution) {
        return execution.answer().isDone() || execution.caller().nanosLeft(loop.nanos()) <= 0;
    }
}

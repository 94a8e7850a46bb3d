package io.portmaster.allocation;

import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives up executions whose caller's patience is about to end. All callers are equally patient, so a queue in the order of arrival
 * and one sweep of its head now and then do for any number of them.
 */
final class Deadlines {
    private static final Duration SWEEP_EVERY = Duration.ofMillis(50);

    /** One sweep, and the answer's way to its client: it is there when the patience ends, not a moment later. */
    private static final Duration AHEAD = Duration.ofMillis(80);

    private final Loop loop;
    private final Deque<Execution<?>> executions = new ArrayDeque<>();
    private boolean sweeping;

    Deadlines(Loop loop) {
        this.loop = loop;
    }

    void watch(Execution<?> execution) {
        executions.add(execution);
        if (!sweeping) {
            sweeping = true;
            loop.after(SWEEP_EVERY, this::sweep);
        }
    }

    private void sweep() {
        while (!executions.isEmpty() && isOver(executions.peek())) {
            executions.remove().giveUp();
        }
        sweeping = !executions.isEmpty();
        if (sweeping) {
            loop.after(SWEEP_EVERY, this::sweep);
        }
    }

    private boolean isOver(Execution<?> execution) {
        return execution.answer().isDone() || execution.caller().nanosLeft(loop.nanos()) <= AHEAD.toNanos();
    }
}

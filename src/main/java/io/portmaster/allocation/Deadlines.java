package io.portmaster.allocation;

import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Ends executions whose time is almost up. All requests have the same time, so a queue in the order of arrival is enough: its
 * head is swept now and then.
 */
final class Deadlines {
    private static final Duration SWEEP_EVERY = Duration.ofMillis(50);

    /**
     * How long before the deadline an execution ends: the time between two sweeps, and the time that the answer takes to the
     * client.
     */
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

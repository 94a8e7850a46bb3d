package io.portmaster.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * The one event loop that all state of a node lives on, and its clocks. {@link #execute} may be called from any thread and
 * runs tasks one after the other, in the order they came; all else happens on the loop.
 */
public interface Loop extends Executor {
    /**
     * Runs the task when the loop has looked at its connections once more, behind all that has come in. Called from one of the
     * loop's tasks.
     */
    void afterInput(Runnable task);

    /** Runs the task once, on the loop, when the delay has passed. */
    Timer after(Duration delay, Runnable task);

    /** The monotonic clock, in nanoseconds: for every age and deadline. */
    long nanos();

    /** The wall clock, in whole microseconds: for what people read, never for a decision. */
    Instant now();

    /** A task that has yet to run. */
    interface Timer {
        void cancel();
    }
}

package io.portmaster.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * The event loop that all state of a node belongs to, and its clocks. {@link #execute} may be called from any thread; it runs
 * tasks one after the other, in the order they came. All other methods are called on the loop.
 */
public interface Loop extends Executor {
    /** Runs the task after the loop has handled what has arrived on its connections by now. Called from a task of the loop. */
    void afterInput(Runnable task);

    /** Runs the task once, on the loop, when the delay has passed. */
    Timer after(Duration delay, Runnable task);

    /** The monotonic clock, in nanoseconds: for every age and deadline. */
    long nanos();

    /** The wall clock, in whole microseconds. It is for times that people read, never for a decision. */
    Instant now();

    /** A task that is to run later. */
    interface Timer {
        void cancel();
    }
}

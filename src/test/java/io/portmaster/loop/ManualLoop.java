package io.portmaster.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A loop that runs when a test says so, on the test's thread. Time stands still in between. The same calls give the same run
 * every time.
 */
public final class ManualLoop implements Loop {
    /** A test that runs more tasks than this without a step of time never ends. */
    private static final int TOO_MANY_TURNS = 1_000_000;

    /**
     * The monotonic clock may start anywhere and wraps. This one wraps after two seconds, to catch code that compares two
     * readings.
     */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

    private static final Instant MORNING = Instant.parse("2026-11-22T08:00:00Z");

    private final Queue<Runnable> tasks = new ArrayDeque<>();

    /** Runs when no other task is left, since all input comes as tasks here. */
    private final Queue<Runnable> tasksAfterInput = new ArrayDeque<>();

    private final PriorityQueue<Scheduled> timers =
            new PriorityQueue<>(Comparator.comparingLong(Scheduled::due).thenComparingLong(Scheduled::number));
    private long elapsed;
    private long timersMade;

    /** @param due in nanoseconds since the loop began */
    private record Scheduled(long due, long number, Runnable task) {}

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void afterInput(Runnable task) {
        tasksAfterInput.add(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Scheduled scheduled = new Scheduled(elapsed + delay.toNanos(), timersMade++, task);
        timers.add(scheduled);
        return () -> timers.remove(scheduled);
    }

    @Override
    public long nanos() {
        return START + elapsed;
    }

    @Override
    public Instant now() {
        return MORNING.plusNanos(elapsed / 1_000 * 1_000);
    }

    /** Runs tasks until none is left. No time passes. */
    public void runUntilIdle() {
        int turns = 0;
        while (runOne()) {
            if (++turns == TOO_MANY_TURNS) {
                throw new AssertionError("the loop never comes to rest");
            }
        }
    }

    /** Runs the next task, if there is one, for tests that look in between. */
    public boolean runOne() {
        Runnable next = tasks.isEmpty() ? tasksAfterInput.poll() : tasks.poll();
        if (next == null) {
            return false;
        }
        next.run();
        return true;
    }

    /** Lets time pass. Timers run when they are due, in order, and the tasks of each before the next. */
    public void advance(Duration time) {
        long until = elapsed + time.toNanos();
        runUntilIdle();
        while (!timers.isEmpty() && timers.peek().due() <= until) {
            fireNext();
        }
        elapsed = until;
    }

    /** Lets time pass while the loop stands still, as in a long pause of the whole process. Then timers are late. */
    public void stall(Duration time) {
        elapsed += time.toNanos();
    }

    /**
     * Runs until the future is done, and lets as much time pass as that takes.
     *
     * @return the future, done
     * @throws AssertionError if nothing is left that could complete it
     */
    public <T> CompletableFuture<T> settle(CompletableFuture<T> future) {
        runUntilIdle();
        while (!future.isDone()) {
            if (timers.isEmpty()) {
                throw new AssertionError("nothing is left to run, and the future is not done");
            }
            fireNext();
        }
        return future;
    }

    /** The value of the future, see {@link #settle}. */
    public <T> @Nullable T await(CompletableFuture<T> future) {
        return settle(future).join();
    }

    private void fireNext() {
        Scheduled next = timers.remove();
        elapsed = Math.max(elapsed, next.due());
        next.task().run();
        runUntilIdle();
    }
}

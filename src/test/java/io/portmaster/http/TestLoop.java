package io.portmaster.http;

import io.portmaster.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A loop on a thread of its own, whose monotonic clock can be put forward. */
public final class TestLoop implements Loop, AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong ahead = new AtomicLong();

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    @Override
    public void afterInput(Runnable task) {
        thread.execute(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Future<?> scheduled = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public long nanos() {
        return System.nanoTime() + ahead.get();
    }

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** Lets time pass, for all that asks for it from now on. Timers that are set already keep to the real one. */
    public void leap(Duration duration) {
        ahead.addAndGet(duration.toNanos());
    }

    /** Runs this on the loop and waits for it. */
    public <T> T call(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, thread)
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

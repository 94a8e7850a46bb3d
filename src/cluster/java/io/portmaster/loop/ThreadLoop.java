package io.portmaster.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A loop on a thread of its own, whose monotonic clock can be put forward. */
public final class ThreadLoop implements Loop, AutoCloseable {
    private final EventLoop thread;
    private final AtomicLong ahead = new AtomicLong();

    public ThreadLoop() {
        this((EventLoop)
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("loop", true), NioIoHandler.newFactory())
                        .next());
    }

    /** A loop on an existing thread. */
    public ThreadLoop(EventLoop thread) {
        this.thread = thread;
    }

    /** The Netty event loop behind this loop, for connections that live on it too. */
    public EventLoop eventLoop() {
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // The task comes from a watch or a call that was cut off when the test ended.
        }
    }

    @Override
    public void afterInput(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> timer = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public long nanos() {
        return System.nanoTime() + ahead.get();
    }

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** Puts the clock forward. Timers that are set already keep to the real time. */
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
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}

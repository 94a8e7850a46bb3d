package io.portmaster.vertx;

import io.netty.channel.EventLoop;
import io.portmaster.loop.Loop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** A Vert.x event loop as the loop that a node's state lives on. */
public final class VertxLoop implements Loop {
    private final Vertx vertx;
    private final ContextInternal context;

    /** @param context of an event loop, and of nothing that blocks it */
    public VertxLoop(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = (ContextInternal) context;
    }

    /** What it is made of, for connections that live on it too. */
    public EventLoop eventLoop() {
        return context.nettyEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    @Override
    public void afterInput(Runnable task) {
        // Netty takes up timers that are due once a turn, and that is when it has read from its connections.
        eventLoop().schedule(() -> context.emit(now -> task.run()), 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        // Vert.x takes no delay below a millisecond.
        long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
        return () -> vertx.cancelTimer(id);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}

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

/** The loop that holds a node's state, on an event loop of Vert.x. */
public final class VertxLoop implements Loop {
    private final Vertx vertx;
    private final ContextInternal context;

    /** @param context of an event loop, not of a worker */
    public VertxLoop(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = (ContextInternal) context;
    }

    /** The Netty event loop behind this loop. Connections may use it too. */
    public EventLoop eventLoop() {
        return context.nettyEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    @Override
    public void afterInput(Runnable task) {
        // In each pass Netty's event loop first reads from its connections and then runs the timers that are due. So a
        // timer without a delay runs after the next read.
        eventLoop().schedule(() -> context.emit(now -> task.run()), 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        // Vert.x accepts no delay below a millisecond.
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

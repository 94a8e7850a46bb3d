package io.portmaster;

import io.portmaster.commit.Loop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A Vert.x event loop as the loop that a node's state lives on. */
final class VertxLoop implements Loop {
    private final Vertx vertx;
    private final Context context;

    /** @param context of an event loop, and of nothing that blocks it */
    VertxLoop(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(now -> task.run());
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

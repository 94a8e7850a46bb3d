package io.portmaster.vertx;

import io.vertx.core.Context;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;

/** Takes an event loop for itself: Vert.x hands them out one a verticle. */
public final class LoopHolder extends VerticleBase {
    /** A context on an event loop that no other verticle has been given. */
    public static CompletableFuture<Context> takeLoop(Vertx vertx) {
        LoopHolder holder = new LoopHolder();
        return vertx.deployVerticle(holder)
                .map(id -> holder.context)
                .toCompletionStage()
                .toCompletableFuture();
    }

    /**
     * How many event loops a node runs on: one for two processors, since etcd and the kernel need the rest. The first is the loop
     * that the node's state lives on, and serves HTTP as the others do: a hop between two loops wakes a thread, and costs a lone
     * request more than its work.
     */
    public static int loops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}

package io.portmaster.vertx;

import io.vertx.core.Context;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;

/** Gets an event loop from Vert.x, which gives each verticle the next one. */
public final class LoopHolder extends VerticleBase {
    /** A context on an event loop that no other verticle has. */
    public static CompletableFuture<Context> takeLoop(Vertx vertx) {
        LoopHolder holder = new LoopHolder();
        return vertx.deployVerticle(holder)
                .map(id -> holder.context)
                .toCompletionStage()
                .toCompletableFuture();
    }

    /**
     * How many event loops a node has: one for two processors, since etcd and the kernel need the others. The first loop holds
     * the node's state. It serves HTTP like the others, since a hop to another loop wakes a thread, which costs a lone request
     * more than its work.
     */
    public static int loops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}

package io.portmaster;

import io.portmaster.commit.StoreListener;
import io.portmaster.etcd.Etcd;
import io.portmaster.etcd.EtcdOptions;
import io.portmaster.loop.Loop;
import io.portmaster.vertx.VertxLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;

/** What a command that goes to etcd itself needs of a process, for as long as it runs. */
final class EtcdCommand {
    private EtcdCommand() {}

    /**
     * Returns when the work is done, with nothing left open.
     *
     * @param work waits for what it asks for; not on the loop
     * @throws RuntimeException what the work fails with, without the wrapping of futures
     */
    static <T> T run(EtcdOptions options, BiFunction<Etcd, Loop, T> work) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        VertxLoop loop = new VertxLoop(vertx, vertx.getOrCreateContext());
        try (Etcd etcd = new Etcd(options, loop, loop.eventLoop(), StoreListener.NONE)) {
            return work.apply(etcd, loop);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}

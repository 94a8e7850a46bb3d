package io.portmaster;

import io.portmaster.commit.StoreListener;
import io.portmaster.etcd.Etcd;
import io.portmaster.etcd.EtcdOptions;
import io.portmaster.etcd.Installation;
import io.portmaster.loop.Futures;
import io.portmaster.loop.Loop;
import io.portmaster.vertx.VertxLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs a command that calls etcd itself: connects to etcd, does the command's work, and closes everything again. */
final class EtcdCommand {
    /** Enough for an election, for the time that silent addresses get, and for a list. */
    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(8);

    private static final Duration GIVE_UP_UNHEARD_AFTER = Duration.ofSeconds(3);

    private EtcdCommand() {}

    /** What a command does once it is connected. The work may wait for futures: it doesn't run on the loop. */
    @FunctionalInterface
    interface Work<T> {
        /** @param installation that etcd holds */
        T run(Etcd etcd, Installation installation, Loop loop);
    }

    /**
     * Returns when the work is done, with nothing left open. Waits up to 8 s for an installation, and 3 s if no address answers
     * at all.
     *
     * @throws IllegalStateException if no installation is found in that time; the message says what every address answered
     * @throws RuntimeException what the work fails with, without the wrapping of futures
     */
    static <T> T run(EtcdOptions options, Work<T> work) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        VertxLoop loop = new VertxLoop(vertx, vertx.getOrCreateContext());
        try (Etcd etcd = new Etcd(options, loop, loop.eventLoop(), StoreListener.NONE)) {
            Installation installation = connected(etcd, loop).join();
            return work.run(etcd, installation, loop);
        } catch (CompletionException e) {
            throw Futures.unwrapped(e) instanceof RuntimeException cause ? cause : e;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static CompletableFuture<Installation> connected(Etcd etcd, Loop loop) {
        CompletableFuture<Installation> result = new CompletableFuture<>();
        loop.execute(() -> {
            Futures.forward(etcd.connected(), result);
            loop.after(GIVE_UP_UNHEARD_AFTER, () -> {
                if (!etcd.hasHeard()) {
                    giveUp(etcd, result);
                }
            });
            loop.after(GIVE_UP_AFTER, () -> giveUp(etcd, result));
        });
        return result;
    }

    private static void giveUp(Etcd etcd, CompletableFuture<Installation> waiting) {
        waiting.completeExceptionally(new IllegalStateException(etcd.describe()));
    }
}

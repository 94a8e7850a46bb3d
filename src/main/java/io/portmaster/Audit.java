package io.portmaster;

import io.portmaster.check.Found;
import io.portmaster.check.Report;
import io.portmaster.commit.StoreListener;
import io.portmaster.etcd.Etcd;
import io.portmaster.etcd.Inventory;
import io.portmaster.etcd.Inventory.Stock;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** One look at all keys in etcd, for {@code check}: where its parts are wired. */
final class Audit {
    private Audit() {}

    /**
     * Returns when it is done, with nothing left open.
     *
     * @throws IllegalStateException when etcd can't be read, with a line that says why
     */
    static Report run(List<URI> members, String prefix) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            return look(vertx, members, prefix);
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException("can't read etcd at " + list(members) + ": " + cause.getMessage(), e);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Report look(Vertx vertx, List<URI> members, String prefix) {
        VertxLoop loop = new VertxLoop(vertx, vertx.getOrCreateContext());
        try (Etcd etcd = new Etcd(members, loop, loop.eventLoop(), StoreListener.NONE)) {
            Stock<Found> stock =
                    new Inventory(etcd, loop, prefix).take(new FoundKinds()).join();
            return Report.of(stock.revision(), stock.contents(), loop.now());
        }
    }

    private static String list(List<URI> members) {
        return members.stream().map(URI::toString).collect(Collectors.joining(", "));
    }
}

package io.portmaster.cluster;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks for one port, until it is its own. */
final class PortRival implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final CompletableFuture<Instant> given = new CompletableFuture<>();

    private PortRival() {}

    /** @param name that the port is asked for by */
    static PortRival start(PlainHttp node, String service, String name, int port) {
        PortRival rival = new PortRival();
        String wish = "{\"name\":\"%s\",\"port\":%d}".formatted(name, port);
        Thread thread = new Thread(() -> rival.ask(node, "/v1/services/" + service + "/offers?accept=true", wish), name);
        thread.setDaemon(true);
        thread.start();
        return rival;
    }

    private void ask(PlainHttp node, String path, String wish) {
        try {
            while (!given.isDone()) {
                Instant asked = Instant.now();
                if (node.post(path, wish).status() == 201) {
                    given.complete(asked);
                }
                Await.pass(PAUSE);
            }
        } catch (IOException e) {
            given.completeExceptionally(e);
        }
    }

    /** The earliest time at which the port can have become the rival's: when it sent the request that was granted. */
    Instant awaitGiven(Duration limit) {
        try {
            return given.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("a rival did not get its port", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }

    @Override
    public void close() {
        given.cancel(false);
    }
}

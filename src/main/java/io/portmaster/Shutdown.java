package io.portmaster;

import io.portmaster.allocation.Allocator;
import io.portmaster.http.Frontend;
import io.portmaster.http.server.Drain;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a node in order. The node answers 503 at /readyz and serves on for a while, until load balancers have noticed. Then it
 * takes no new connections, and answers the requests that it has.
 */
final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    private static final Duration IDLE_CHECK_EVERY = Duration.ofMillis(10);

    /** How much longer than the requests the frontend may take to close: the newest connections get a second to send one. */
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final Duration notice;
    private final Drain drain;
    private final Frontend frontend;
    private final Allocator allocator;
    private final Loop loop;

    /** @param notice between the first 503 of /readyz and the end of new connections */
    Shutdown(Duration notice, Drain drain, Frontend frontend, Allocator allocator, Loop loop) {
        this.notice = notice;
        this.drain = drain;
        this.frontend = frontend;
        this.allocator = allocator;
        this.loop = loop;
    }

    /**
     * Returns when everything is answered, or at the latest some 13 s after the notice. Blocks: not called on an event loop.
     *
     * @return whether every request was answered and every change decided; else some were cut off
     */
    boolean run() {
        log.info(
                "this node drains: /readyz answers 503 from now on, and the node takes no new connections after {} s",
                notice.toSeconds());
        drain.begin();
        try {
            Thread.sleep(notice.toMillis());
            frontend.close(RequestContext.PATIENCE)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(RequestContext.PATIENCE.plus(CLOSING).toMillis(), TimeUnit.MILLISECONDS);
            // Changes whose clients have hung up may still be on their way.
            CompletableFuture<Void> idle = new CompletableFuture<>();
            loop.execute(() -> completeWhenIdle(idle));
            idle.get(RequestContext.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!frontend.cutOffRequests()) {
                return true;
            }
            warnOfCutOff(null);
        } catch (ExecutionException | TimeoutException e) {
            warnOfCutOff(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static void warnOfCutOff(@Nullable Exception cause) {
        log.atWarn()
                .setCause(cause)
                .log("the drain ends: not all requests were answered within {} s", RequestContext.PATIENCE.toSeconds());
    }

    private void completeWhenIdle(CompletableFuture<Void> idle) {
        if (allocator.isIdle()) {
            idle.complete(null);
        } else {
            loop.after(IDLE_CHECK_EVERY, () -> completeWhenIdle(idle));
        }
    }
}

package io.portmaster;

import io.portmaster.allocation.Allocator;
import io.portmaster.allocation.Executions;
import io.portmaster.allocation.Queries;
import io.portmaster.domain.Space;
import io.portmaster.etcd.Etcd;
import io.portmaster.etcd.EtcdOptions;
import io.portmaster.etcd.EtcdStore;
import io.portmaster.http.Frontend;
import io.portmaster.http.server.Drain;
import io.portmaster.http.server.Limits;
import io.portmaster.http.server.Traffic;
import io.portmaster.logging.LogOutput;
import io.portmaster.loop.Loop;
import io.portmaster.ops.Health;
import io.portmaster.ops.Metrics;
import io.portmaster.ops.NodeProbes;
import io.portmaster.registry.Registry;
import io.portmaster.vertx.LoopHolder;
import io.portmaster.vertx.VertxLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: the place where all parts are wired. It holds no truth, so that it may be killed at any instruction; being
 * asked to stop only spares its clients a failed request.
 */
final class Node {
    private static final Logger log = LoggerFactory.getLogger(Node.class);

    /** The space that is served: the only place that says which. */
    private static final Space SPACE = Space.DEFAULT;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(15);

    /** An etcd that is well has answered by then: a node that still waits says so. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ServeOptions config;
    private final Metrics metrics = new Metrics();
    private final Vertx vertx;
    private final Loop loop;
    private final Etcd etcd;
    private final EtcdStore store;
    private final Allocator allocator;
    private final Health health;
    private final Drain drain = new Drain();
    private final Traffic traffic = new Traffic();
    private final NodeProbes probes;
    private final Frontend frontend;

    /** Whether it has ever served: before that nobody waits for an answer. */
    private volatile boolean serves;

    Node(ServeOptions config) {
        this.config = config;
        this.vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(eventLoops()))
                .build();
        SecureRandom random = new SecureRandom();
        Registry registry = new Registry();
        int offerTtl = (int) config.offerTtl().toSeconds();
        VertxLoop vertxLoop = new VertxLoop(vertx, newContext(vertx));
        this.loop = vertxLoop;
        // The random choice of a home makes nodes prefer different members, so that one member's fall doesn't reach all
        // nodes.
        this.etcd = new Etcd(
                EtcdOptions.serving(config.etcd(), config.prefix(), config.installation(), random),
                loop,
                vertxLoop.eventLoop(),
                metrics.store());
        this.store = new EtcdStore(etcd, registry, loop, random, config.prefix(), offerTtl, metrics.store());
        Executions executions = new Executions(store, registry, loop, random, metrics.commits());
        this.allocator = new Allocator(executions, random, offerTtl);
        Queries queries = new Queries(executions);
        this.health = new Health(store, loop);
        metrics.showDroppedLogLines(LogOutput::dropped);
        this.probes = new NodeProbes(queries, loop, health, metrics, traffic, SPACE);
        this.frontend = new Frontend(
                vertx,
                allocator,
                queries,
                SPACE,
                loop,
                probes,
                drain,
                traffic,
                metrics.requests()::answered,
                Limits.USUAL);
    }

    /**
     * Returns when the node serves.
     *
     * @throws IllegalStateException when it can't, with a line that says why
     */
    void start() {
        try {
            serve();
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    private void serve() {
        // At the same time as etcd is asked: both take a while in a JVM that has just started.
        CompletableFuture<Void> filled = new CompletableFuture<>();
        loop.execute(() -> {
            health.start();
            store.start().whenComplete((started, error) -> {
                if (error == null) {
                    filled.complete(null);
                } else {
                    filled.completeExceptionally(error);
                }
            });
        });
        CompletableFuture<Void> listening = frontend.listen(
                        config.listen().host(), config.listen().port(), eventLoops())
                .toCompletionStage()
                .toCompletableFuture();
        // Before the node calls itself ready, on whatever thread is first to know: who sees it ready may ask it to end.
        CompletableFuture<Void> serving = filled.runAfterBoth(listening, () -> {})
                .thenRunAsync(
                        () -> {
                            serves = true;
                            health.look();
                        },
                        loop);
        await(listening, "can't listen on " + config.listen());
        loop.after(SOON, () -> {
            if (!filled.isDone()) {
                log.info(
                        "listens on {}; not ready until etcd answers",
                        config.listen().url(frontend.port()));
            }
        });
        awaitRecords(serving);
        log.info(
                "serving on {}: etcd {}, prefix {}, offer TTL {} s",
                config.listen().url(frontend.port()),
                config.etcd(),
                config.prefix(),
                config.offerTtl().toSeconds());
    }

    /** However long that takes: until then the node says on {@code /readyz} what it waits for. */
    private static void awaitRecords(CompletableFuture<Void> filled) {
        try {
            filled.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(cause.getMessage(), e);
        }
    }

    /**
     * One for two processors. The first is the loop that the node's state lives on, and serves HTTP as the others do: a hop
     * between two loops wakes a thread, and costs a lone request more than its work. etcd and the kernel need the rest.
     */
    private static int eventLoops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    private static Context newContext(Vertx vertx) {
        LoopHolder holder = new LoopHolder();
        await(vertx.deployVerticle(holder).toCompletionStage().toCompletableFuture(), "no event loop");
        return holder.context();
    }

    private static <T> void await(CompletableFuture<T> stage, String failure) {
        try {
            stage.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(failure + ": " + Reason.of(cause), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(failure, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * Ends the node. One that serves answers what it has begun before.
     *
     * @return whether nothing was cut off
     */
    boolean stop() {
        if (!serves) {
            // The thread that starts it would take the end of its parts for a failure.
            return true;
        }
        boolean complete = new Shutdown(config.drainNotice(), drain, frontend, allocator, loop).run();
        close();
        log.info("stopped");
        return complete;
    }

    private void close() {
        loop.execute(store::close);
        etcd.close();
        vertx.close();
        probes.close();
        metrics.close();
    }
}

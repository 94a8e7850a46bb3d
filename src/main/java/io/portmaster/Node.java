package io.portmaster;

import io.portmaster.allocation.Allocator;
import io.portmaster.commit.Caller;
import io.portmaster.commit.Loop;
import io.portmaster.etcd.Etcd;
import io.portmaster.etcd.EtcdStore;
import io.portmaster.etcd.VersionCheck;
import io.portmaster.http.Drain;
import io.portmaster.http.Frontend;
import io.portmaster.http.Limits;
import io.portmaster.http.Traffic;
import io.portmaster.logging.LogOutput;
import io.portmaster.ops.Health;
import io.portmaster.ops.Metrics;
import io.portmaster.ops.NodeProbes;
import io.portmaster.registry.Registry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    /** The only space there is so far. */
    private static final String SPACE = "default";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(15);

    /** Between word that the node leaves and its leaving, so that load balancers' health checks notice. */
    private static final Duration NOTICE = Duration.ofSeconds(2);

    private static final Duration IDLE_CHECK_EVERY = Duration.ofMillis(10);

    private final Config config;
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

    private Node(Config config) {
        this.config = config;
        this.vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(eventLoops()))
                .build();
        SecureRandom random = new SecureRandom();
        Registry registry = new Registry();
        int offerTtl = (int) config.offerTtl().toSeconds();
        VertxLoop vertxLoop = new VertxLoop(vertx, newContext(vertx));
        this.loop = vertxLoop;
        // Each node begins with another member, so that a member's fall doesn't reach all nodes.
        List<URI> members = new ArrayList<>(config.etcd());
        Collections.shuffle(members, random);
        this.etcd = new Etcd(members, loop, vertxLoop.eventLoop(), metrics.store());
        this.store = new EtcdStore(etcd, registry, loop, random, config.prefix(), SPACE, offerTtl, metrics.store());
        this.allocator = new Allocator(store, registry, loop, random, SPACE, offerTtl, metrics.commits());
        this.health = new Health(allocator, loop);
        metrics.showDroppedLogLines(LogOutput::dropped);
        this.probes = new NodeProbes(allocator, loop, health, metrics, traffic, SPACE);
        this.frontend = new Frontend(
                vertx, allocator, loop, probes, drain, traffic, metrics.requests()::answered, Limits.USUAL);
    }

    /**
     * Returns when the node serves.
     *
     * @throws IllegalStateException when it can't, with a line that says why
     */
    static Node start(Config config) {
        Node node = new Node(config);
        try {
            node.start();
            return node;
        } catch (IllegalStateException e) {
            node.close();
            throw e;
        }
    }

    private void start() {
        CompletableFuture<Void> filled = new CompletableFuture<>();
        loop.execute(() -> store.start().thenRun(() -> {
            health.start();
            filled.complete(null);
        }));
        // At the same time as the records are read: both take a while in a JVM that has just started.
        VersionCheck.require(etcd, config.etcd());
        await(filled, "etcd answers, but its records could not be read within " + START_TIMEOUT.toSeconds() + " s");
        CompletableFuture<Void> listening = frontend.listen(config.host(), config.port(), eventLoops())
                .toCompletionStage()
                .toCompletableFuture();
        await(listening, "can't listen on " + config.host() + ":" + config.port());
        log.info(
                "serving on http://{}:{}: etcd {}, prefix {}, offer TTL {} s",
                config.host(),
                frontend.port(),
                config.etcd(),
                config.prefix(),
                config.offerTtl().toSeconds());
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
            throw new IllegalStateException(failure + ": " + cause.getMessage(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(failure, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Serves what came, takes nothing new, and returns when all is answered, or after some 15 s. */
    void stop() {
        log.info("draining");
        drain.begin();
        try {
            Thread.sleep(NOTICE.toMillis());
            frontend.close(Caller.PATIENCE)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(Caller.PATIENCE.toSeconds() + 3, TimeUnit.SECONDS);
            // Changes whose clients have gone may still be under way.
            CompletableFuture<Void> idle = new CompletableFuture<>();
            loop.execute(() -> completeWhenIdle(idle));
            idle.get(Caller.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("not all requests were answered in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        log.info("stopped");
    }

    private void completeWhenIdle(CompletableFuture<Void> idle) {
        if (allocator.isIdle()) {
            idle.complete(null);
        } else {
            loop.after(IDLE_CHECK_EVERY, () -> completeWhenIdle(idle));
        }
    }

    private void close() {
        loop.execute(store::close);
        etcd.close();
        vertx.close();
        probes.close();
        metrics.close();
    }
}

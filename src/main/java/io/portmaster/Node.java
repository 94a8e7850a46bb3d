package io.portmaster;

import io.portmaster.allocation.Allocator;
import io.portmaster.allocation.ClientLeases;
import io.portmaster.allocation.Executions;
import io.portmaster.allocation.Queries;
import io.portmaster.commit.LeaseStore;
import io.portmaster.domain.Space;
import io.portmaster.etcd.ChildSizes;
import io.portmaster.etcd.Etcd;
import io.portmaster.etcd.EtcdLeases;
import io.portmaster.etcd.EtcdOptions;
import io.portmaster.etcd.EtcdStore;
import io.portmaster.http.Frontend;
import io.portmaster.http.server.Drain;
import io.portmaster.http.server.Limits;
import io.portmaster.http.server.Traffic;
import io.portmaster.logging.LogOutput;
import io.portmaster.loop.Futures;
import io.portmaster.loop.Loop;
import io.portmaster.ops.Health;
import io.portmaster.ops.Metrics;
import io.portmaster.ops.NodeProbes;
import io.portmaster.registry.Registry;
import io.portmaster.vertx.LoopHolder;
import io.portmaster.vertx.VertxLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node. This class makes all parts and connects them. A node may be killed at any instruction, since all records
 * are in etcd; a stop in order only spares its clients failed requests.
 */
final class Node {
    private static final Logger log = LoggerFactory.getLogger(Node.class);

    /** The space that the node serves. No other code names a space, but for the key of fences. */
    private static final Space SPACE = Space.DEFAULT;

    /** The time in which an etcd that is well has answered. After it the node logs that it waits for etcd. */
    private static final Duration ETCD_EXPECTED_WITHIN = Duration.ofSeconds(1);

    /** Event loops end within some milliseconds; a node doesn't wait for one that is stuck. */
    private static final Duration CLOSING = Duration.ofSeconds(1);

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

    Node(ServeOptions config) {
        this.config = config;
        this.vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(LoopHolder.loops()))
                .build();
        SecureRandom random = new SecureRandom();
        Registry registry = new Registry();
        int offerTtl = (int) config.offerTtl().toSeconds();
        VertxLoop vertxLoop = new VertxLoop(vertx, StartStage.await(LoopHolder.takeLoop(vertx), "no event loop"));
        this.loop = vertxLoop;
        // Each node picks its home at random. So the loss of one member doesn't reach all nodes.
        this.etcd = new Etcd(
                EtcdOptions.serving(config.etcd(), config.prefix(), config.installation(), random),
                loop,
                vertxLoop.eventLoop(),
                metrics.store());
        this.store = new EtcdStore(
                etcd, registry, loop, random, config.prefix(), offerTtl, ChildSizes.adaptive(), metrics.store());
        Executions executions = new Executions(store, registry, loop, random, metrics.commits());
        this.allocator = new Allocator(executions, random, offerTtl);
        LeaseStore leases = new EtcdLeases(etcd, loop);
        Queries queries = new Queries(executions, leases);
        this.health = new Health(store, loop);
        metrics.showDroppedLogLines(LogOutput::dropped);
        this.probes = new NodeProbes(queries, loop, health, metrics, traffic, SPACE);
        this.frontend = new Frontend(
                vertx,
                allocator,
                new ClientLeases(executions, leases, random, metrics.leases()),
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
        // The node listens while it connects to etcd: both take a while in a JVM that has just started.
        CompletableFuture<Void> filled = new CompletableFuture<>();
        loop.execute(() -> {
            health.start();
            Futures.forward(store.start(), filled);
        });
        CompletableFuture<Void> listening = frontend.listen(
                        config.listen().host(), config.listen().port(), LoopHolder.loops())
                .toCompletionStage()
                .toCompletableFuture();
        // /readyz answers 200 from then on: a person who sees that may send SIGTERM at once.
        CompletableFuture<Void> serving =
                filled.runAfterBoth(listening, () -> {}).thenRunAsync(health::serve, loop);
        StartStage.await(listening, "can't listen on " + config.listen());
        loop.after(ETCD_EXPECTED_WITHIN, () -> {
            if (!filled.isDone()) {
                log.info(
                        "this node listens on {}; it is not ready until etcd answers",
                        config.listen().url(frontend.port()));
            }
        });
        // Until the node serves, /readyz says what it waits for.
        StartStage.awaitPatiently(serving);
        log.info(
                "this node serves on {}: etcd {}, prefix {}, offer TTL {} s",
                config.listen().url(frontend.port()),
                config.etcd(),
                config.prefix(),
                config.offerTtl().toSeconds());
    }

    /**
     * Stops the node. If it serves, it first answers the requests that it has.
     *
     * @return whether every request was answered
     */
    boolean stop() {
        if (!health.hasServed()) {
            // From now on /readyz never says that the node is ready.
            drain.begin();
            // Nobody waits for an answer. The node's parts stay open: the thread that starts the node still uses them,
            // and would report their end as a failure.
            return true;
        }
        boolean complete = new Shutdown(config.drainNotice(), drain, frontend, allocator, loop).run();
        close();
        // Calls that end with the node have logged why they failed, and the log may hold back repeated lines.
        LogOutput.flush();
        log.info("this node has stopped");
        return complete;
    }

    /** Returns when no thread of the node logs any more, or after a second. */
    private void close() {
        loop.execute(store::close);
        etcd.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, CLOSING.toMillis(), TimeUnit.MILLISECONDS)
                // The node ends anyway. A failure to close must not hide the reason.
                .exceptionally(failure -> null)
                .join();
        probes.close();
        metrics.close();
    }
}

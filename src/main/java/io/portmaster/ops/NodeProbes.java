package io.portmaster.ops;

import io.portmaster.allocation.Census;
import io.portmaster.allocation.Queries;
import io.portmaster.domain.Space;
import io.portmaster.http.api.Probes;
import io.portmaster.http.server.Traffic;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers the probes of a node. For a scrape the event loop only copies references. A thread of its own counts and writes, and
 * {@link ScrapeCache} shares the text.
 */
public final class NodeProbes implements Probes, AutoCloseable {
    /** How long the thread waits for work before it ends. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Queries queries;
    private final Loop loop;
    private final Health health;
    private final Metrics metrics;
    private final Space space;
    private final ExecutorService writer;
    private final ScrapeCache texts;

    /** @param space whose ports the metrics show */
    public NodeProbes(Queries queries, Loop loop, Health health, Metrics metrics, Traffic traffic, Space space) {
        this.queries = queries;
        this.loop = loop;
        this.health = health;
        this.metrics = metrics;
        this.space = space;
        this.writer = newWriter();
        this.texts = new ScrapeCache(this::makeText, loop);
        metrics.showLag(health::lag);
        metrics.traffic().show(traffic);
    }

    private static ExecutorService newWriter() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "metrics-writer");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public @Nullable String whyNotReady() {
        return health.whyNotReady();
    }

    @Override
    public @Nullable String installation() {
        return health.installation();
    }

    @Override
    public List<String> strangers() {
        return health.strangers();
    }

    @Override
    public CompletionStage<byte[]> scrape(boolean gzip) {
        CompletableFuture<Exposition> exposition = texts.get();
        return gzip ? exposition.thenCompose(Exposition::compressed) : exposition.thenApply(Exposition::text);
    }

    private CompletableFuture<Exposition> makeText() {
        return takeCensus().thenApplyAsync(this::write, writer);
    }

    /** Copies the references on the loop. The time that this takes of the loop is a metric. */
    private CompletableFuture<@Nullable Census> takeCensus() {
        CompletableFuture<@Nullable Census> taken = new CompletableFuture<>();
        loop.execute(() -> {
            long begun = loop.nanos();
            try {
                Census census = queries.census(space);
                metrics.leases().update(queries.liveLeases());
                // The scrape is recorded before its text is written, so that the text counts this scrape too.
                metrics.loopServedScrape(Duration.ofNanos(loop.nanos() - begun));
                taken.complete(census);
            } catch (RuntimeException e) {
                taken.completeExceptionally(e);
            }
        });
        return taken;
    }

    private Exposition write(@Nullable Census census) {
        metrics.ports().update(space, census);
        return new Exposition(metrics.scrape(), writer);
    }

    /** Ends the thread. Scrapes fail from then on. */
    @Override
    public void close() {
        writer.shutdown();
    }
}

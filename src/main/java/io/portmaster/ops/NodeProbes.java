package io.portmaster.ops;

import io.portmaster.allocation.Census;
import io.portmaster.allocation.Queries;
import io.portmaster.domain.Space;
import io.portmaster.http.api.Probes;
import io.portmaster.http.server.OverloadReason;
import io.portmaster.http.server.RequestPhase;
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
 * What a node says of itself. A scrape is bounded and shared: the event loop only copies references, a thread of its own counts
 * and writes, and whoever scrapes within {@link #KEPT_FOR} gets the same text.
 */
public final class NodeProbes implements Probes, AutoCloseable {
    static final Duration KEPT_FOR = Duration.ofSeconds(1);

    /** Whoever asks for a text that was given out so often waits for the next, so that scrapes without a pause take little of the loop. */
    static final int TAKEN_AT_ONCE = 32;

    /** The thread ends when it had nothing to do for so long. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Queries queries;
    private final Loop loop;
    private final Health health;
    private final Metrics metrics;
    private final Space space;
    private final ExecutorService writer;

    private @Nullable CompletableFuture<Exposition> latest;
    private long latestBegun;

    /** How often the latest text was given out. */
    private int taken;

    private @Nullable CompletableFuture<Exposition> next;

    /** @param space whose ports the metrics show */
    public NodeProbes(Queries queries, Loop loop, Health health, Metrics metrics, Traffic traffic, Space space) {
        this.queries = queries;
        this.loop = loop;
        this.health = health;
        this.metrics = metrics;
        this.space = space;
        this.writer = newWriter();
        metrics.showLag(health::lag);
        showTraffic(metrics.traffic(), traffic);
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

    private static void showTraffic(TrafficMetrics shown, Traffic traffic) {
        shown.showInFlight(traffic::inFlight);
        shown.showConnections(traffic::connections);
        for (OverloadReason reason : OverloadReason.values()) {
            shown.showShed(reason.toString(), () -> traffic.count(reason));
        }
        for (RequestPhase phase : RequestPhase.values()) {
            shown.showEnded(phase.toString(), () -> traffic.count(phase));
        }
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
        CompletableFuture<Exposition> exposition = latest();
        return gzip ? exposition.thenCompose(Exposition::compressed) : exposition.thenApply(Exposition::text);
    }

    private synchronized CompletableFuture<Exposition> latest() {
        long age = loop.nanos() - latestBegun;
        if (latest == null || (latest.isDone() && age >= KEPT_FOR.toNanos())) {
            return makeLatest();
        }
        if (!latest.isDone() || taken < TAKEN_AT_ONCE) {
            taken++;
            return latest;
        }
        if (next == null) {
            next = new CompletableFuture<>();
            Duration rest = KEPT_FOR.minusNanos(age);
            loop.execute(() -> loop.after(rest, this::makeNext));
        }
        return next;
    }

    private CompletableFuture<Exposition> makeLatest() {
        CompletableFuture<Exposition> made = takeCensus().thenApplyAsync(this::write, writer);
        latest = made;
        latestBegun = loop.nanos();
        taken = 1;
        return made;
    }

    /** For those who came too often for the text before. */
    private synchronized void makeNext() {
        CompletableFuture<Exposition> waiting = next;
        next = null;
        if (waiting != null) {
            makeLatest().whenComplete((made, failure) -> {
                if (failure == null) {
                    waiting.complete(made);
                } else {
                    waiting.completeExceptionally(failure);
                }
            });
        }
    }

    /** By way of the loop, which a metric tells the time of. */
    private CompletableFuture<@Nullable Census> takeCensus() {
        CompletableFuture<@Nullable Census> taken = new CompletableFuture<>();
        loop.execute(() -> {
            long begun = loop.nanos();
            try {
                Census census = queries.census(space);
                // First, so that the text that is made of it tells of this scrape as well.
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

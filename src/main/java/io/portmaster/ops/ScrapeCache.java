package io.portmaster.ops;

import io.portmaster.loop.Futures;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares one text among all scrapes within {@link #KEPT_FOR}, and bounds how often a text is made. May be called from any
 * thread.
 */
final class ScrapeCache {
    static final Duration KEPT_FOR = Duration.ofSeconds(1);

    /**
     * How often a text is given out at most. Further scrapes wait for the next text: this slows down clients that never pause.
     */
    static final int TAKEN_AT_ONCE = 32;

    private final Supplier<CompletableFuture<Exposition>> maker;
    private final Loop loop;

    private @Nullable CompletableFuture<Exposition> latest;
    private long latestBegun;

    /** How often the latest text was given out. */
    private int taken;

    /** The text that scrapes beyond {@link #TAKEN_AT_ONCE} wait for; null if none waits. */
    private @Nullable CompletableFuture<Exposition> next;

    /** @param maker begins to make a text of the present state */
    ScrapeCache(Supplier<CompletableFuture<Exposition>> maker, Loop loop) {
        this.maker = maker;
        this.loop = loop;
    }

    /** The text for one scrape. */
    synchronized CompletableFuture<Exposition> get() {
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
        CompletableFuture<Exposition> made = maker.get();
        latest = made;
        latestBegun = loop.nanos();
        taken = 1;
        return made;
    }

    private synchronized void makeNext() {
        CompletableFuture<Exposition> waiting = next;
        next = null;
        if (waiting != null) {
            Futures.forward(makeLatest(), waiting);
        }
    }
}

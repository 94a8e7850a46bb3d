package io.portmaster.bench;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The end of a loop: all of its parts have ended, or one has failed. */
final class Finish {
    /** The time that the end of a loop may take. A loop that takes longer is broken. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final AtomicInteger waitedFor;

    Finish(int parts) {
        this.waitedFor = new AtomicInteger(parts);
    }

    void oneIsDone() {
        if (waitedFor.decrementAndGet() == 0) {
            end.complete(null);
        }
    }

    void fail(Throwable why) {
        end.completeExceptionally(why);
    }

    boolean hasCome() {
        return end.isDone();
    }

    /**
     * @param expected how long it takes
     * @throws BenchException if a part failed, or the end is far from coming
     */
    void await(Duration expected) {
        try {
            end.get(expected.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new BenchException("an op failed: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new BenchException(waitedFor.get() + " still wait for answers after " + expected.plus(GRACE), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}

package io.portmaster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a stage of a node's start. Blocks: not called on an event loop. */
final class StartStage {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private StartStage() {}

    /**
     * Waits up to 15 s.
     *
     * @param failure how the message begins if the stage fails
     * @throws IllegalStateException if the stage fails or takes longer; its message is one line that says why
     */
    static <T> T await(CompletableFuture<T> stage, String failure) {
        try {
            return stage.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(failure + ": " + FailureText.of(cause(e)), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(failure, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * Waits without a limit.
     *
     * @throws IllegalStateException if the stage fails, with the message of that failure
     */
    static void awaitPatiently(CompletableFuture<Void> stage) {
        try {
            stage.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(cause(e).getMessage(), e);
        }
    }

    private static Throwable cause(Exception e) {
        return e.getCause() == null ? e : e.getCause();
    }
}

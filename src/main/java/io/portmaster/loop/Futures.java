package io.portmaster.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Helpers for futures that the JDK lacks. */
public final class Futures {
    private Futures() {}

    /** Completes the target when the source completes, with the same value or failure. */
    public static <T> void forward(CompletionStage<T> source, CompletableFuture<T> target) {
        source.whenComplete((value, error) -> {
            if (error == null) {
                target.complete(value);
            } else {
                target.completeExceptionally(error);
            }
        });
    }

    /**
     * What a stage failed with. The JDK gives it to the stages that follow as the cause of a {@link CompletionException}.
     *
     * @param failure as {@code whenComplete} and its like receive it, or {@code join} throws it
     */
    public static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}

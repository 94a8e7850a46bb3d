package io.portmaster.loop;

import java.util.concurrent.CompletableFuture;
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
}

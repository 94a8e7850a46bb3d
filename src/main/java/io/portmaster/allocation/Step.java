package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import java.util.concurrent.CompletableFuture;

/** What an operation wants next, having looked at the records. */
sealed interface Step<T> {
    /** A yes. */
    record Answer<T>(T value) implements Step<T> {}

    /** A no. */
    record Refuse<T>(Refusal refusal) implements Step<T> {}

    /** A change to try. */
    record Send<T>(Mutation mutation) implements Step<T> {}

    /** Nothing can be said before this completes; look again then. */
    record Await<T>(CompletableFuture<?> event) implements Step<T> {}

    /** Look again now. */
    record Again<T>() implements Step<T> {}

    /** A yes that says nothing more. */
    @SuppressWarnings("NullAway") // Void has no other value
    static Step<Void> done() {
        return new Answer<>(null);
    }
}

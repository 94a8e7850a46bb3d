package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.ServiceRef;
import java.util.concurrent.CompletableFuture;

/** What an operation wants next. */
sealed interface Step<T> {
    /** The request is answered. */
    record Answer<T>(T value) implements Step<T> {}

    /** The request is refused. */
    record Refuse<T>(Refusal refusal) implements Step<T> {}

    /** The mutation is sent. */
    record Send<T>(Mutation mutation) implements Step<T> {}

    /** The operation plans again when this completes. */
    record Await<T>(CompletableFuture<?> event) implements Step<T> {}

    /**
     * Something else decides, such as a call to the store that is no mutation: the operation goes on with the step that this
     * completes with, which needs no proof.
     */
    record Call<T>(CompletableFuture<Step<T>> next) implements Step<T> {}

    /** The record of the service is rewritten in version 2, see {@link ServiceUpgrade}. Then the operation plans again. */
    record Upgrade<T>(ServiceRef service) implements Step<T> {}

    /** The operation plans again at once. */
    record Again<T>() implements Step<T> {}

    /** The request is answered, without a value. */
    @SuppressWarnings("NullAway") // Void has no other value
    static Step<Void> done() {
        return new Answer<>(null);
    }
}

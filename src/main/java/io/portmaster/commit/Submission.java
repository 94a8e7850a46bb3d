package io.portmaster.commit;

import io.portmaster.loop.RequestContext;
import java.util.concurrent.CompletableFuture;

/** A mutation that was handed to the {@link Batcher}, and its outcome. */
public final class Submission {
    private Mutation mutation;
    private final RequestContext caller;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private boolean sent;
    private boolean alone;

    Submission(Mutation mutation, RequestContext caller) {
        this.mutation = mutation;
        this.caller = caller;
    }

    public Mutation mutation() {
        return mutation;
    }

    /** Completes on the loop, never exceptionally. */
    public CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** Whether the mutation may have reached the store. Until then it can be withdrawn. */
    public boolean isSent() {
        return sent;
    }

    boolean isWorthSending(long nanos) {
        return caller.isWorthSending(nanos);
    }

    /** From now on the batcher sends the mutation alone, since the store has refused a batch that it was in. */
    void markAlone() {
        alone = true;
        sent = false;
    }

    /** The batcher sends the mutation again, in a child of its own, since the store has kept it back. */
    void markKeptBack() {
        sent = false;
        mutation = mutation.separated();
    }

    boolean travelsAlone() {
        return alone || mutation.alone();
    }

    void markSent() {
        sent = true;
    }
}

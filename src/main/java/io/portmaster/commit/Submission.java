package io.portmaster.commit;

import io.portmaster.loop.RequestContext;
import java.util.concurrent.CompletableFuture;

/** A mutation handed to the {@link Batcher}, and what is to be heard of it. */
public final class Submission {
    private Mutation mutation;
    private final RequestContext caller;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private boolean sent;
    private boolean quarantined;

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

    /** Whether it may have reached the store: until then it can be withdrawn and nothing has happened. */
    public boolean isSent() {
        return sent;
    }

    boolean isWorthSending(long nanos) {
        return caller.isWorthSending(nanos);
    }

    /** The store refused a batch with this one in it: it travels alone now, so that it spoils no other. */
    void quarantine() {
        quarantined = true;
        sent = false;
    }

    /** The store had put it together with one that conflicted, perhaps itself: nothing happened, and it is to be sent again. */
    void markKeptBack() {
        sent = false;
        mutation = mutation.separated();
    }

    boolean travelsAlone() {
        return quarantined;
    }

    void markSent() {
        sent = true;
    }
}

package io.portmaster.allocation;

import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.TimeToLiveOutcome;
import io.portmaster.commit.TimeToLiveOutcome.Lives;
import io.portmaster.domain.Lease;
import io.portmaster.loop.RequestContext;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Reads a client's lease, what is on it, and when it ends, which only the store knows. */
final class ReadLeaseOperation extends LeaseOperation<LeaseContent> {
    private final LeaseQuery query;
    private final LeaseStore store;

    ReadLeaseOperation(RequestContext caller, Lease lease, Executions executions, LeaseStore store) {
        super(caller, executions);
        this.query = new LeaseQuery(lease);
        this.store = store;
    }

    @Override
    Step<LeaseContent> plan() {
        try {
            return new Step.Call<>(withEnd(query.answer(registry())));
        } catch (RefusedException e) {
            return new Step.Refuse<>(e.refusal());
        }
    }

    private CompletableFuture<Step<LeaseContent>> withEnd(LeaseContent content) {
        Instant asked = loop().now();
        return store.timeToLive(query.lease(), caller()).thenApply(outcome -> next(outcome, content, asked));
    }

    private Step<LeaseContent> next(TimeToLiveOutcome outcome, LeaseContent content, Instant asked) {
        return outcome instanceof Lives lives
                ? new Step.Answer<>(content.expiring(asked.plus(lives.left())))
                : againLater();
    }
}

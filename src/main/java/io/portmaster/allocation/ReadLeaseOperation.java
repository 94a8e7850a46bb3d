package io.portmaster.allocation;

import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.TimeToLiveOutcome;
import io.portmaster.commit.TimeToLiveOutcome.Lives;
import io.portmaster.domain.Lease;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;
import io.portmaster.record.LeaseAnchors;
import java.time.Instant;
import java.util.Objects;
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
            LeaseContent content = query.answer(registry());
            return new Step.Call<>(
                    withEnd(content, Objects.requireNonNull(registry().leases().lease(query.lease()))));
        } catch (RefusedException e) {
            return new Step.Refuse<>(e.refusal());
        }
    }

    private CompletableFuture<Step<LeaseContent>> withEnd(LeaseContent content, Entry<ClientLease> anchor) {
        Instant asked = loop().now();
        return store.timeToLive(LeaseAnchors.anchored(anchor), caller())
                .thenApply(outcome -> next(outcome, content, asked));
    }

    private Step<LeaseContent> next(TimeToLiveOutcome outcome, LeaseContent content, Instant asked) {
        return outcome instanceof Lives lives
                ? new Step.Answer<>(content.expiring(asked.plus(lives.left())))
                : againLater();
    }
}

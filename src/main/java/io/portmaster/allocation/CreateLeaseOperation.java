package io.portmaster.allocation;

import io.portmaster.commit.LeaseMutations;
import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.ClientLease;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a client's lease: grants a lease of the store, then its companion, and puts the anchors of both. After a lost answer it
 * takes other numbers, and what was granted ends by itself.
 */
final class CreateLeaseOperation extends LeaseOperation<LeaseStatus> {
    private final LeaseRequest request;
    private final LeaseStore store;
    private final RandomGenerator random;

    /** The lease whose anchors were sent last. Null if none were. */
    private @Nullable LeaseStatus sent;

    CreateLeaseOperation(
            RequestContext caller,
            LeaseRequest request,
            Executions executions,
            LeaseStore store,
            RandomGenerator random) {
        super(caller, executions);
        this.request = request;
        this.store = store;
        this.random = random;
    }

    /** It looks at no records, but for those that it has made itself. */
    @Override
    public boolean needsProof() {
        return false;
    }

    @Override
    Step<LeaseStatus> plan() {
        if (sent != null && registry().leases().anchors(sent.lease()) != null) {
            // The answer to the anchors' transaction was lost, and they stand.
            return new Step.Answer<>(sent);
        }
        return new Step.Call<>(grant(Lease.random(random)));
    }

    private CompletableFuture<Step<LeaseStatus>> grant(Lease lease) {
        Instant now = loop().now();
        long term = store.term();
        return grantPair(
                store,
                lease,
                Duration.ofSeconds(request.ttl()),
                Duration.ofSeconds(request.linger()),
                ttl -> putAnchors(lease, ttl, now, term));
    }

    private Step<LeaseStatus> putAnchors(Lease lease, Duration ttl, Instant granted, long term) {
        ClientLease record =
                new ClientLease((int) ttl.toSeconds(), request.linger(), granted, request.labels(), false, term);
        sent = new LeaseStatus(lease, record, granted.plus(ttl));
        return new Step.Send<>(LeaseMutations.create(lease, record));
    }

    @Override
    public Step<LeaseStatus> committed(Mutation mutation, long revision) {
        return new Step.Answer<>(Objects.requireNonNull(sent));
    }
}

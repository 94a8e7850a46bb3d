package io.portmaster.allocation;

import io.portmaster.commit.GrantOutcome;
import io.portmaster.commit.GrantOutcome.Granted;
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
import java.util.function.Function;
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
        return grant(
                lease,
                Duration.ofSeconds(request.ttl()),
                // A store grants a longer time than it was asked for, if that was too short. The linger counts from its
                // end.
                ttl -> grant(
                        lease.companion(),
                        ttl.plusSeconds(request.linger()),
                        companionTtl -> CompletableFuture.completedFuture(putAnchors(lease, ttl, now))));
    }

    private CompletableFuture<Step<LeaseStatus>> grant(
            Lease lease, Duration ttl, Function<Duration, CompletableFuture<Step<LeaseStatus>>> then) {
        return store.grant(lease, ttl, caller())
                .thenCompose(outcome -> outcome instanceof Granted granted
                        ? then.apply(granted.ttl())
                        : CompletableFuture.completedFuture(notGranted(outcome)));
    }

    private Step<LeaseStatus> notGranted(GrantOutcome outcome) {
        if (outcome instanceof GrantOutcome.NotSent) {
            return outOfReach();
        }
        return outcome instanceof GrantOutcome.Refused refused ? unavailable(refused.detail()) : new Step.Again<>();
    }

    private Step<LeaseStatus> putAnchors(Lease lease, Duration ttl, Instant granted) {
        ClientLease record = new ClientLease((int) ttl.toSeconds(), request.linger(), granted, request.labels(), false);
        sent = new LeaseStatus(lease, record, granted.plus(ttl));
        return new Step.Send<>(LeaseMutations.create(lease, record));
    }

    @Override
    public Step<LeaseStatus> committed(Mutation mutation, long revision) {
        return new Step.Answer<>(Objects.requireNonNull(sent));
    }
}

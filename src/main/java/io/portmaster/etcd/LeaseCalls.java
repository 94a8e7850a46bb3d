package io.portmaster.etcd;

import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.impl.EventLoopClient;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Loop;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The calls of etcd about leases. An answer of another cluster counts for nothing. */
final class LeaseCalls {
    private final FailoverClient<EventLoopClient> client;
    private final ServedInstallation served;
    private final KeepAliveStreams keepAlives;

    LeaseCalls(FailoverClient<EventLoopClient> client, ServedInstallation served, Loop loop) {
        this.client = client;
        this.served = served;
        this.keepAlives = new KeepAliveStreams(served, loop);
    }

    /** The highest raft term that a member has told; 0 for none. */
    long term() {
        return served.term();
    }

    /** Grants a lease of at least {@code ttl} seconds. etcd makes a time longer that is too short for its election timeout. */
    CompletableFuture<GrantedLease> grant(long ttl) {
        // etcd chooses a number for the lease.
        return grant(Lease.NONE, ttl, () -> true);
    }

    /**
     * Grants a lease with this number, as {@link #grant(long)} does.
     *
     * @param worthSending asked right before the grant is sent. If it says no, the grant fails as one that was not sent
     */
    CompletableFuture<GrantedLease> grant(Lease lease, long ttl, BooleanSupplier worthSending) {
        LeaseGrantRequest request =
                LeaseGrantRequest.newBuilder().setID(lease.id()).setTTL(ttl).build();
        return callIf(worthSending, member -> member.grant(request).thenApply(response -> {
            served.check(response.getHeader());
            return new GrantedLease(new Lease(response.getID()), response.getTTL());
        }));
    }

    /**
     * Ends a lease, and with it all its keys.
     *
     * @param worthSending as for a grant
     */
    CompletableFuture<Void> revoke(Lease lease, BooleanSupplier worthSending) {
        LeaseRevokeRequest request =
                LeaseRevokeRequest.newBuilder().setID(lease.id()).build();
        return callIf(worthSending, member -> member.revoke(request)
                .thenAccept(response -> served.check(response.getHeader())));
    }

    /**
     * Gives a lease its whole time again.
     *
     * @param worthSending as for a grant
     * @return that time in seconds; 0 if no such lease lives
     */
    CompletableFuture<Long> keepAlive(Lease lease, BooleanSupplier worthSending) {
        return client.call(member -> keepAlives.to(member).send(lease, worthSending));
    }

    /**
     * The time that a lease has left.
     *
     * @param worthSending as for a grant
     * @return whole seconds; negative if no such lease lives
     */
    CompletableFuture<Long> timeToLive(Lease lease, BooleanSupplier worthSending) {
        LeaseTimeToLiveRequest request =
                LeaseTimeToLiveRequest.newBuilder().setID(lease.id()).build();
        return callIf(worthSending, member -> member.timeToLive(request).thenApply(response -> {
            served.check(response.getHeader());
            return response.getTTL();
        }));
    }

    private <T> CompletableFuture<T> callIf(
            BooleanSupplier worthSending, Function<EventLoopClient, CompletableFuture<T>> request) {
        return client.call(member -> worthSending.getAsBoolean()
                ? request.apply(member)
                : CompletableFuture.failedFuture(new CallInterceptor.NotSentException()));
    }

    /**
     * A lease as etcd granted it.
     *
     * @param ttl seconds
     */
    record GrantedLease(Lease lease, long ttl) {}
}

package io.etcd.jetcd.impl;

import com.google.common.util.concurrent.MoreExecutors;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;

/**
 * A client of one etcd member over one connection, on the event loop that its channel lives on. jetcd's own hands each call to a
 * pool, that to gRPC's event loop, and the reply to a third thread: the wake-ups cost a lone call more than all else on its way
 * through this process. Here a call made on the loop is written and completed there. What that takes of jetcd is visible in this
 * package only.
 *
 * <p>The calls take and give etcd's own messages and go straight to gRPC. What jetcd wraps around them are its retries and messages
 * of its own.
 *
 * <p>gRPC would connect again by itself when the connection is lost. Somebody else may answer at the same address then, so
 * nothing more is sent.
 */
@NullMarked
public final class EventLoopClient implements AutoCloseable {
    private final ManagedChannel channel;
    private final Supplier<? extends Throwable> unsent;
    private final Runnable onLost;
    private final ClientConnectionManager connections;
    private final WatchImpl watch;
    private volatile boolean lost;
    private volatile boolean closed;

    /**
     * @param channel to one address, on one event loop and with a direct executor; it is closed with this client
     * @param unsent makes what a call fails with that was never sent
     * @param onLost is told once, on any thread, when the connection has gone or didn't come about
     */
    public EventLoopClient(ManagedChannel channel, Supplier<? extends Throwable> unsent, Runnable onLost) {
        this.channel = channel;
        this.unsent = unsent;
        this.onLost = onLost;
        this.connections = new ClientConnectionManager(
                // The target is asked for, and not used: the channel is there.
                Client.builder().target("direct").executorService(MoreExecutors.newDirectExecutorService()), channel);
        this.watch = new WatchImpl(connections);
        follow(ConnectivityState.IDLE);
    }

    /** gRPC tells of one change, and only of one. */
    private void follow(ConnectivityState state) {
        channel.notifyWhenStateChanged(state, () -> {
            ConnectivityState now = channel.getState(false);
            if (state == ConnectivityState.READY || now == ConnectivityState.TRANSIENT_FAILURE) {
                lost = true;
                onLost.run();
            } else if (now != ConnectivityState.SHUTDOWN) {
                follow(now);
            }
        });
    }

    /** etcd's {@code KV.Txn}. It waits for the first attempt to connect, and it is not tried again: likewise all others. */
    public CompletableFuture<TxnResponse> txn(TxnRequest request) {
        return call(KVGrpc.getTxnMethod(), request);
    }

    /** etcd's {@code KV.Range}. */
    public CompletableFuture<RangeResponse> range(RangeRequest request) {
        return call(KVGrpc.getRangeMethod(), request);
    }

    /** etcd's {@code Lease.LeaseGrant}. */
    public CompletableFuture<LeaseGrantResponse> grant(LeaseGrantRequest request) {
        return call(LeaseGrpc.getLeaseGrantMethod(), request);
    }

    /** etcd's {@code Maintenance.Status}, which a member without a quorum answers too. */
    public CompletableFuture<StatusResponse> status() {
        return call(MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance());
    }

    private <Q, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q request) {
        if (lost) {
            return CompletableFuture.failedFuture(unsent.get());
        }
        Reply<A> reply = new Reply<>();
        ClientCalls.asyncUnaryCall(channel.newCall(method, CallOptions.DEFAULT), request, reply);
        return reply;
    }

    public Watch watch() {
        return watch;
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** Ends all calls and waits for none. */
    @Override
    public void close() {
        closed = true;
        watch.close();
        connections.close();
    }

    /** What comes of a call that has one answer. */
    private static final class Reply<A> extends CompletableFuture<A> implements StreamObserver<A> {
        @Override
        public void onNext(A answer) {
            complete(answer);
        }

        @Override
        public void onError(Throwable failure) {
            completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            // onNext has completed the future already.
        }
    }
}

package io.etcd.jetcd.impl;

import com.google.common.util.concurrent.MoreExecutors;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveResponse;
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
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;

/**
 * A client of one etcd member over one connection, on the event loop of its channel. A call that is made on that loop is written
 * and completed there. jetcd's own client takes three threads for a call, and waking them costs a lone call more than everything
 * else in this process. The classes of jetcd that this client uses are visible in this package only.
 *
 * <p>The calls go straight to gRPC, with etcd's own messages. jetcd would add its retries and message classes.
 *
 * <p>After the connection is lost the client sends nothing more. gRPC would connect again by itself, and another etcd may answer
 * at the same address by then.
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
     * @param channel to one address, on one event loop and with a direct executor. It is closed with this client
     * @param unsent makes the failure of a call that was not sent
     * @param onLost runs once, on any thread, when the connection is lost or could not be made
     */
    public EventLoopClient(ManagedChannel channel, Supplier<? extends Throwable> unsent, Runnable onLost) {
        this.channel = channel;
        this.unsent = unsent;
        this.onLost = onLost;
        this.connections = new ClientConnectionManager(
                // jetcd demands a target and doesn't use it, since it gets a channel.
                Client.builder().target("direct").executorService(MoreExecutors.newDirectExecutorService()), channel);
        this.watch = new WatchImpl(connections);
        follow(ConnectivityState.IDLE);
    }

    /** Waits for the next change of the channel's state. gRPC reports only one change for each request. */
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

    /** etcd's {@code KV.Txn}. As each call here, it waits for the first attempt to connect, and is not repeated. */
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

    /** etcd's {@code Lease.LeaseRevoke}. */
    public CompletableFuture<LeaseRevokeResponse> revoke(LeaseRevokeRequest request) {
        return call(LeaseGrpc.getLeaseRevokeMethod(), request);
    }

    /** etcd's {@code Lease.LeaseTimeToLive}. */
    public CompletableFuture<LeaseTimeToLiveResponse> timeToLive(LeaseTimeToLiveRequest request) {
        return call(LeaseGrpc.getLeaseTimeToLiveMethod(), request);
    }

    /**
     * Opens a stream of etcd's {@code Lease.LeaseKeepAlive}.
     *
     * @param observer receives the stream of requests before anything else, unless the connection is lost
     */
    public void keepAlive(ClientResponseObserver<LeaseKeepAliveRequest, LeaseKeepAliveResponse> observer) {
        if (lost) {
            observer.onError(unsent.get());
        } else {
            ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(LeaseGrpc.getLeaseKeepAliveMethod(), CallOptions.DEFAULT), observer);
        }
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

    /** Ends all calls, without waiting for them. */
    @Override
    public void close() {
        closed = true;
        watch.close();
        connections.close();
    }

    /** The future answer of a call. */
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

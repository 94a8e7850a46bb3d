package io.etcd.jetcd.impl;

import com.google.common.util.concurrent.MoreExecutors;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.Maintenance;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.CompletableFuture;

/**
 * jetcd's client on its caller's event loop. jetcd's own hands each call to a pool, that to gRPC's event loop, and the reply to
 * a third thread: the wake-ups cost a lone call more than all else on its way through this process. Here the connection lives
 * on the caller's loop, and a call made there is written and completed there. What that takes is visible in this package only.
 *
 * <p>The two calls that a busy node makes all the time, {@link #txn} and {@link #range}, take and give etcd's own messages and go
 * straight to gRPC: what jetcd wraps around them are its retries, which nobody here wants, and messages of its own.
 */
public final class EventLoopClient implements AutoCloseable {
    private final ClientConnectionManager connections;
    private final KVImpl kv;
    private final LeaseImpl lease;
    private final WatchImpl watch;
    private final MaintenanceImpl maintenance;

    /**
     * @param options all of which count but the executor
     * @param loop of Netty's NIO transport; it stays open when this client is closed
     * @param onLost is told, on any thread, each time that a connection has gone or didn't come about
     */
    public EventLoopClient(ClientBuilder options, EventLoop loop, Runnable onLost) {
        ClientBuilder direct = options.copy().executorService(MoreExecutors.newDirectExecutorService());
        ManagedChannel channel = channel(direct, loop);
        follow(channel, ConnectivityState.IDLE, onLost);
        this.connections = new ClientConnectionManager(direct, channel);
        this.kv = new KVImpl(connections);
        this.lease = new LeaseImpl(connections);
        this.watch = new WatchImpl(connections);
        this.maintenance = new MaintenanceImpl(connections);
    }

    /** As jetcd builds it from its options, but for the threads. */
    private static ManagedChannel channel(ClientBuilder options, EventLoop loop) {
        NettyChannelBuilder channel =
                (NettyChannelBuilder) new ClientConnectionManager(options).defaultChannelBuilder();
        return channel.eventLoopGroup(loop)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .proxyDetector(target -> null)
                .build();
    }

    /** gRPC tells of one change, and only of one. */
    private static void follow(ManagedChannel channel, ConnectivityState state, Runnable onLost) {
        channel.notifyWhenStateChanged(state, () -> {
            ConnectivityState now = channel.getState(false);
            if (state == ConnectivityState.READY || now == ConnectivityState.TRANSIENT_FAILURE) {
                onLost.run();
            }
            if (now != ConnectivityState.SHUTDOWN) {
                follow(channel, now, onLost);
            }
        });
    }

    /** etcd's {@code KV.Txn}. As with jetcd's own calls, it waits for a connection, and it is not tried again. */
    public CompletableFuture<TxnResponse> txn(TxnRequest request) {
        return call(KVGrpc.getTxnMethod(), request);
    }

    /** etcd's {@code KV.Range}, likewise. */
    public CompletableFuture<RangeResponse> range(RangeRequest request) {
        return call(KVGrpc.getRangeMethod(), request);
    }

    private <Q, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q request) {
        Reply<A> reply = new Reply<>();
        ClientCalls.asyncUnaryCall(
                connections.getChannel().newCall(method, CallOptions.DEFAULT.withWaitForReady()), request, reply);
        return reply;
    }

    public KV kv() {
        return kv;
    }

    public Lease lease() {
        return lease;
    }

    public Watch watch() {
        return watch;
    }

    public Maintenance maintenance() {
        return maintenance;
    }

    /** Ends all calls and waits for none. */
    @Override
    public void close() {
        watch.close();
        lease.close();
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
            // The answer came before.
        }
    }
}

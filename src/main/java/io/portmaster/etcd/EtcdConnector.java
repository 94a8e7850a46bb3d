package io.portmaster.etcd;

import io.etcd.jetcd.impl.EventLoopClient;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Connects to etcd members over gRPC. {@link IdentityCheck} makes the handshake. */
final class EtcdConnector implements MemberConnector<EventLoopClient> {
    /**
     * A watch sends all changes of a revision in one message, such as a forced delete of 40,000 ports. gRPC's own limit is 4 MiB.
     */
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    /** The shortest time that gRPC allows between two pings. */
    private static final Duration PING_EVERY = Duration.ofSeconds(10);

    private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private final IdentityCheck identity;
    private final EventLoop eventLoop;

    /**
     * @param eventLoop the event loop behind the node's loop, of Netty's NIO transport. The connections use it too. It stays open
     */
    EtcdConnector(IdentityCheck identity, EventLoop eventLoop) {
        this.identity = identity;
        this.eventLoop = eventLoop;
    }

    @Override
    public EventLoopClient open(Member member, Runnable onLost) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(member.socket())
                .usePlaintext()
                .eventLoopGroup(eventLoop)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .proxyDetector(target -> null)
                .disableRetry()
                .intercept(new CallInterceptor())
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
                .keepAliveTime(PING_EVERY.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(PING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        return new EventLoopClient(channel, CallInterceptor.NotSentException::new, onLost);
    }

    @Override
    public CompletableFuture<Void> handshake(Member member, EventLoopClient client) {
        return identity.admit(member, client);
    }

    @Override
    public void close(EventLoopClient client) {
        client.close();
    }
}

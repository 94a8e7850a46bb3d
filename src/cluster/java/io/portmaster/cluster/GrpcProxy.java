package io.portmaster.cluster;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A proxy for gRPC that can break one method of etcd's API and leave the others alone. For example a watch falls silent while
 * transactions pass, or an answer is lost. It forwards messages unread.
 */
public final class GrpcProxy implements AutoCloseable {
    public static final String WATCH = "etcdserverpb.Watch/Watch";
    public static final String TXN = "etcdserverpb.KV/Txn";

    private static final int MAX_MESSAGE = 64 << 20;

    private final ManagedChannel target;
    private final Server server;
    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
    private final Set<String> muted = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Map<String, Integer> severing = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<byte[]>> tampering = new ConcurrentHashMap<>();
    private final Map<String, ManagedChannel> diverted = new ConcurrentHashMap<>();

    /** @param endpoint as {@code http://HOST:PORT} */
    public GrpcProxy(String endpoint) {
        target = channel(endpoint);
        server = FreePort.open(this::listen);
    }

    private Server listen(int port) throws IOException {
        return NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        InsecureServerCredentials.create())
                .maxInboundMessageSize(MAX_MESSAGE)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .fallbackHandlerRegistry(new AnyMethod())
                .build()
                .start();
    }

    private static ManagedChannel channel(String endpoint) {
        URI uri = URI.create(endpoint);
        return Grpc.newChannelBuilder(uri.getHost() + ":" + uri.getPort(), InsecureChannelCredentials.create())
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
    }

    /** Where it listens, as {@code http://127.0.0.1:PORT}. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** Holds back etcd's messages of that method, in open and in new calls. The client isn't told. */
    public void mute(String method) {
        muted.add(method);
    }

    /** Lets the messages through that were held back. */
    public void unmute(String method) {
        muted.remove(method);
        passages.forEach(Passage::drain);
    }

    /** Changes the requests of that method from now on. */
    public void tamper(String method, UnaryOperator<byte[]> change) {
        tampering.put(method, change);
    }

    /** Lets the requests of that method pass unchanged again. */
    public void leaveAlone(String method) {
        tampering.remove(method);
    }

    /** Sends new calls of that method to another etcd. */
    public void divert(String method, String endpoint) {
        diverted.put(method, channel(endpoint));
    }

    /** The number of calls of the method so far. */
    public int calls(String method) {
        return calls.getOrDefault(method, 0);
    }

    /** Lets so many more of etcd's messages through, and then ends the call that the next one is for. Once. */
    public void severAfter(String method, int messages) {
        severing.put(method, messages);
    }

    /** Ends all open calls of that method, as an etcd that goes down does. What was held back is lost. */
    public void sever(String method) {
        passages.stream().filter(passage -> passage.method.equals(method)).forEach(Passage::sever);
    }

    @Override
    public void close() {
        server.shutdownNow();
        target.shutdownNow();
        diverted.values().forEach(ManagedChannel::shutdownNow);
    }

    /** Handles every method as a stream of bytes both ways. */
    private final class AnyMethod extends HandlerRegistry {
        @Override
        public ServerMethodDefinition<byte[], byte[]> lookupMethod(String name, @Nullable String authority) {
            MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .setFullMethodName(name)
                    .build();
            return ServerMethodDefinition.create(method, (near, headers) -> {
                Passage passage = new Passage(
                        name, near, diverted.getOrDefault(name, target).newCall(method, CallOptions.DEFAULT));
                passages.add(passage);
                calls.merge(name, 1, Integer::sum);
                return passage.open(headers);
            });
        }
    }

    /** One call. */
    private final class Passage extends ClientCall.Listener<byte[]> {
        private final String method;
        private final ServerCall<byte[], byte[]> near;
        private final ClientCall<byte[], byte[]> far;
        private final Deque<Runnable> heldBack = new ArrayDeque<>();
        private boolean over;

        Passage(String method, ServerCall<byte[], byte[]> near, ClientCall<byte[], byte[]> far) {
            this.method = method;
            this.near = near;
            this.far = far;
        }

        ServerCall.Listener<byte[]> open(Metadata headers) {
            far.start(this, headers);
            far.request(1);
            near.request(1);
            return new Requests();
        }

        @Override
        public void onHeaders(Metadata headers) {
            deliver(() -> near.sendHeaders(headers));
        }

        @Override
        public void onMessage(byte[] message) {
            if (countsAsLast()) {
                sever();
            } else {
                deliver(() -> near.sendMessage(message));
                far.request(1);
            }
        }

        /** Counts a message of etcd, and returns whether it is the one that doesn't arrive. */
        private boolean countsAsLast() {
            boolean[] last = {false};
            severing.computeIfPresent(method, (name, left) -> {
                last[0] = left == 0;
                return left == 0 ? null : left - 1;
            });
            return last[0];
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            deliver(() -> end(status, trailers));
        }

        synchronized void drain() {
            while (!heldBack.isEmpty() && !over) {
                heldBack.poll().run();
            }
        }

        synchronized void sever() {
            far.cancel("severed", null);
            end(Status.UNAVAILABLE.withDescription("severed"), new Metadata());
        }

        private synchronized void deliver(Runnable step) {
            heldBack.add(step);
            if (!muted.contains(method)) {
                drain();
            }
        }

        /** Sends nothing to etcd once the call is over: gRPC takes that for a fault. */
        private synchronized void pass(Runnable step) {
            if (!over) {
                step.run();
            }
        }

        private synchronized void end(Status status, Metadata trailers) {
            passages.remove(this);
            if (!over) {
                over = true;
                near.close(status, trailers);
            }
        }

        private synchronized void abandon() {
            over = true;
            passages.remove(this);
            far.cancel("the client has gone", null);
        }

        private final class Requests extends ServerCall.Listener<byte[]> {
            @Override
            public void onMessage(byte[] message) {
                pass(() -> {
                    far.sendMessage(tampering
                            .getOrDefault(method, UnaryOperator.identity())
                            .apply(message));
                    near.request(1);
                });
            }

            @Override
            public void onHalfClose() {
                pass(far::halfClose);
            }

            @Override
            public void onCancel() {
                abandon();
            }
        }
    }

    /** Messages stay bytes. */
    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        INSTANCE;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

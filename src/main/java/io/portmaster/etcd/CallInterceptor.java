package io.portmaster.etcd;

import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gives every unary call three things that jetcd leaves out. A deadline: jetcd's calls may wait for a connection for ever. The
 * header {@code hasleader} (etcd's {@code clientv3.WithRequireLeader}): with it a member without a leader fails the call at once.
 * And a {@link NotSentException} as the cause of a failure, if the call never left this process.
 *
 * <p>A stream of keep-alives gets the same without a deadline. A watch gets nothing: jetcd sends the header itself.
 */
final class CallInterceptor implements ClientInterceptor {
    /** Two calls, and some time to settle what became of the first, fit into the 5 s that a request has. */
    static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    /** The handshake's first call. A member has to answer it without a leader too. */
    private static final String STATUS = MaintenanceGrpc.getStatusMethod().getFullMethodName();

    private static final String KEEP_ALIVE = LeaseGrpc.getLeaseKeepAliveMethod().getFullMethodName();

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        boolean unary = method.getType() == MethodType.UNARY;
        if (!unary && !method.getFullMethodName().equals(KEEP_ALIVE)) {
            return next.newCall(method, options);
        }
        StreamWatcher streams = new StreamWatcher();
        CallOptions watched = options.withStreamTracerFactory(streams);
        CallOptions bounded = unary ? watched.withDeadlineAfter(DEADLINE) : watched;
        return new SimpleForwardingClientCall<>(next.newCall(method, bounded)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                if (!method.getFullMethodName().equals(STATUS)) {
                    headers.put(HAS_LEADER, "true");
                }
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                boolean unsent = !status.isOk() && !streams.created;
                                super.onClose(
                                        unsent ? status.withCause(new NotSentException(status.getCause())) : status,
                                        trailers);
                            }
                        },
                        headers);
            }
        };
    }

    /** No connection ever carried the call: etcd can't have seen it. */
    static final class NotSentException extends Exception {
        private static final long serialVersionUID = 1L;

        NotSentException() {
            this(null);
        }

        NotSentException(@Nullable Throwable cause) {
            super("no connection to etcd carried the call", cause, false, false);
        }
    }

    /** Notices when the call gets a stream on a connection: from then on the call may arrive at etcd. */
    private static final class StreamWatcher extends ClientStreamTracer.Factory {
        private volatile boolean created;

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void streamCreated(Attributes transportAttributes, Metadata sentHeaders) {
                    created = true;
                }
            };
        }
    }
}

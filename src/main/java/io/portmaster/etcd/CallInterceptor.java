package io.portmaster.etcd;

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
 * Gives every call what jetcd leaves out: a deadline, since its calls wait for ever for a connection; {@code hasleader}, with
 * which a member that lost its leader says so at once (etcd's {@code clientv3.WithRequireLeader}); and, on a failure, the
 * knowledge whether the call ever left this process.
 */
final class CallInterceptor implements ClientInterceptor {
    /** Two tries fit into a caller's patience, and some time to settle what became of the first. */
    static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    /** It says which cluster a member belongs to, and has to say so without a leader too. */
    private static final String STATUS = MaintenanceGrpc.getStatusMethod().getFullMethodName();

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        if (method.getType() != MethodType.UNARY) {
            return next.newCall(method, options);
        }
        StreamWatcher streams = new StreamWatcher();
        CallOptions bounded = options.withDeadlineAfter(DEADLINE).withStreamTracerFactory(streams);
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

    /** The cause of a failure of a call that no connection ever carried: etcd can't have seen it. */
    static final class NotSentException extends Exception {
        private static final long serialVersionUID = 1L;

        NotSentException() {
            this(null);
        }

        NotSentException(@Nullable Throwable cause) {
            super("no connection to etcd carried the call", cause, false, false);
        }
    }

    /** Notices when the call gets a stream on a connection: from then on it may arrive. */
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

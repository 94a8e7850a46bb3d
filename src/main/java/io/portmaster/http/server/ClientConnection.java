package io.portmaster.http.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The connection of one client, and the phase that it is in. Lives on the connection's event loop. */
public final class ClientConnection {
    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "client");

    private final Channel channel;
    private final ClientWatch watch;
    private final LingeringClose closing;
    private final PendingWrites writes = new PendingWrites();

    /** Of the requests: what they wait for, whatever becomes of the responses. */
    private RequestPhase phase = RequestPhase.FIRST_BYTE;

    /** The beat at which that phase began. */
    private int since;

    /** The write that was next in line at the last beat, and the beat at which it came to be. */
    private long write = PendingWrites.NONE;

    private int writeSince;

    /** Ends the response that goes on; null while there is none. */
    private @Nullable Runnable endOfStream;

    private boolean refused;
    private boolean dismissed;

    ClientConnection(Channel channel, ClientWatch watch) {
        this.channel = channel;
        this.watch = watch;
        this.since = watch.now();
        this.closing = new LingeringClose(this);
        channel.attr(KEY).set(this);
    }

    /** The connection that a request came on. */
    public static ClientConnection of(HttpServerRequest request) {
        return VertxInternals.channel(request.connection()).attr(KEY).get();
    }

    /**
     * Says that the response to the present request goes on for long. Until {@link #streamEnded} the connection waits for nothing
     * but that its client takes what is sent. Requests that follow on the connection wait for the end.
     *
     * @param end is called once if the node shuts down meanwhile, and has to end the response soon
     */
    public void streamStarted(Runnable end) {
        endOfStream = end;
    }

    /** The response that went on for long has ended. */
    public void streamEnded() {
        endOfStream = null;
        since = watch.now();
    }

    /** Ends a response that goes on, if there is one. */
    void endStream() {
        Runnable end = endOfStream;
        if (end != null) {
            streamEnded();
            end.run();
        }
    }

    LingeringClose closing() {
        return closing;
    }

    PendingWrites writes() {
        return writes;
    }

    /** Some bytes of a request have come. */
    void receivedBytes() {
        if (phase == RequestPhase.FIRST_BYTE) {
            phase = RequestPhase.HEAD;
        } else if (phase == RequestPhase.KEEP_ALIVE) {
            begin(RequestPhase.HEAD);
        }
    }

    void receivedHead() {
        begin(RequestPhase.BODY);
    }

    void receivedAll() {
        begin(RequestPhase.KEEP_ALIVE);
    }

    /** What the client has sent is no request, and nothing that follows on this connection is one. */
    void refused() {
        refused = true;
        begin(RequestPhase.KEEP_ALIVE);
    }

    private void begin(RequestPhase next) {
        phase = next;
        since = watch.now();
    }

    /** Whether the client is about to send a request, or in the middle of it. */
    boolean isRequesting() {
        return phase == RequestPhase.FIRST_BYTE || phase == RequestPhase.HEAD || phase == RequestPhase.BODY;
    }

    /** Whether the client may still be sending part of a request, or of what is none. */
    boolean mayBeSending() {
        return phase == RequestPhase.HEAD || phase == RequestPhase.BODY || refused || dismissed;
    }

    /** The node is done with the client, and waits at most for it to close the connection. */
    void leave() {
        dismissed = true;
        begin(RequestPhase.RESPONSE);
    }

    /** Whether the client has yet to take a response, or a part of one, that was written. */
    boolean isTaking() {
        return writes.oldest() != PendingWrites.NONE;
    }

    /** The phase that has lasted for too long by now; null for none. Called at every beat. */
    @Nullable
    RequestPhase overdue() {
        int beat = watch.now();
        long oldest = writes.oldest();
        if (oldest != write) {
            write = oldest;
            writeSince = beat;
        }
        boolean taking = oldest != PendingWrites.NONE;
        if (!channel.config().isAutoRead() || (taking && phase == RequestPhase.KEEP_ALIVE)) {
            // It has sent so many requests that it is not read from for a while, or it still takes its last response.
            since = beat;
        }
        RequestPhase awaited = taking ? RequestPhase.RESPONSE : endOfStream != null ? RequestPhase.STREAMING : phase;
        int waited = beat - (taking ? writeSince : since);
        return waited >= watch.limit(awaited) ? awaited : null;
    }

    /** Ends the connection: with a response if a request is half there, else without one. */
    void dismiss(RequestPhase overdue) {
        if (overdue == RequestPhase.HEAD || overdue == RequestPhase.BODY) {
            leave();
            HttpObject rest = overdue == RequestPhase.HEAD
                    ? StrictRequestDecoder.unreadable()
                    : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            rest.setDecoderResult(DecoderResult.failure(new SlowRequestException(overdue)));
            VertxInternals.receive(channel, rest);
        } else {
            dismissed = true;
            closing.closeNow();
        }
    }

    /** Whether nothing more that the client sends is read. */
    boolean isDismissed() {
        return dismissed;
    }
}

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

    /** The phase of the requests on this connection, without regard to the responses. */
    private RequestPhase phase = RequestPhase.FIRST_BYTE;

    /** The beat at which the phase began. */
    private int phaseSince;

    /** The oldest write that had not ended at the last beat, and the beat at which it became the oldest. */
    private long oldestWrite = PendingWrites.NONE;

    private int oldestWriteSince;

    /** Ends the streaming response; null if there is none. */
    private @Nullable Runnable endOfStream;

    private boolean refused;
    private boolean dismissed;

    ClientConnection(Channel channel, ClientWatch watch) {
        this.channel = channel;
        this.watch = watch;
        this.phaseSince = watch.now();
        this.closing = new LingeringClose(this);
        channel.attr(KEY).set(this);
    }

    /** The connection that a request came on. */
    public static ClientConnection of(HttpServerRequest request) {
        return VertxInternals.channel(request.connection()).attr(KEY).get();
    }

    /**
     * Tells the connection that the response to the present request is a stream. Until {@link #streamEnded} only one time limit
     * holds: the client must take each part that is sent. Later requests on the connection wait for the end of the stream.
     *
     * @param end ends the stream soon. It is called once, if the node shuts down meanwhile
     */
    public void streamStarted(Runnable end) {
        endOfStream = end;
    }

    /** Tells the connection that the stream has ended. */
    public void streamEnded() {
        endOfStream = null;
        phaseSince = watch.now();
    }

    /** Ends the stream, if there is one. */
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

    /** Some bytes of a request have arrived. */
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

    /** The client has sent something that is no request. Nothing that follows on this connection is read as one. */
    void refused() {
        refused = true;
        begin(RequestPhase.KEEP_ALIVE);
    }

    private void begin(RequestPhase next) {
        phase = next;
        phaseSince = watch.now();
    }

    /** Whether the client is sending a request, or has just connected to send one. */
    boolean isRequesting() {
        return phase == RequestPhase.FIRST_BYTE || phase == RequestPhase.HEAD || phase == RequestPhase.BODY;
    }

    /** Whether the client may still be sending part of a request, or of something that was refused. */
    boolean mayBeSending() {
        return phase == RequestPhase.HEAD || phase == RequestPhase.BODY || refused || dismissed;
    }

    /** The node serves this client no longer. It may still wait for the client to close the connection. */
    void leave() {
        dismissed = true;
        begin(RequestPhase.RESPONSE);
    }

    /** Whether a response, or a part of one, was written that the client has not taken yet. */
    boolean isTaking() {
        return writes.oldest() != PendingWrites.NONE;
    }

    /**
     * The phase that has lasted longer than its limit; null for none. {@link ClientWatch} calls this method at every beat, four
     * times a second.
     */
    @Nullable
    RequestPhase overdue() {
        int beat = watch.now();
        long oldest = writes.oldest();
        if (oldest != oldestWrite) {
            oldestWrite = oldest;
            oldestWriteSince = beat;
        }
        boolean taking = oldest != PendingWrites.NONE;
        if (!channel.config().isAutoRead() || (taking && phase == RequestPhase.KEEP_ALIVE)) {
            // A client that isn't read from, or that still takes its last response, is not idle.
            phaseSince = beat;
        }
        RequestPhase awaited = taking ? RequestPhase.RESPONSE : endOfStream != null ? RequestPhase.STREAMING : phase;
        int waited = beat - (taking ? oldestWriteSince : phaseSince);
        return waited >= watch.limit(awaited) ? awaited : null;
    }

    /** Ends the connection: with a response if part of a request has arrived, else without one. */
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

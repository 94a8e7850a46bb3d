package io.portmaster.http.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObject;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.Executor;

/**
 * Has all use of Vert.x's inner classes in {@code http}. They may change with every release, so read this class when you upgrade
 * Vert.x. {@code VertxInternalsTest} fails if something here no longer holds.
 */
public final class VertxInternals {
    /** The name that Vert.x gives its own request decoder in a connection's pipeline. */
    private static final String DECODER = "httpDecoder";

    private VertxInternals() {}

    /** Vert.x's own request decoder, as a base class. */
    abstract static class RequestDecoder extends VertxHttpRequestDecoder {
        RequestDecoder(HttpServerOptions options) {
            super(options);
        }
    }

    /** The bytes as a buffer, without a copy. The bytes must not be changed afterwards. */
    public static Buffer wrap(byte[] bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    /**
     * An executor for the calling event loop. It runs a task at once if it is called on that loop; otherwise the loop runs the
     * task later.
     */
    public static Executor callingLoop(Vertx vertx) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        return task -> context.emit(task, Runnable::run);
    }

    static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }

    /**
     * Replaces Vert.x's own decoder, which has too few options, and puts a handler before it and after TLS. Call it before
     * anything is read.
     */
    static void install(HttpConnection connection, ChannelHandler front, RequestDecoder decoder) {
        channel(connection).pipeline().addBefore(DECODER, null, front).replace(DECODER, DECODER, decoder);
    }

    /** Passes a part of a request to Vert.x as if the decoder had read it. */
    static void receive(Channel channel, HttpObject part) {
        ChannelHandlerContext decoder = channel.pipeline().context(DECODER);
        decoder.fireChannelRead(part).fireChannelReadComplete();
    }

    /** Sends what was written, on a connection that is about to be closed. */
    static void flush(HttpConnection connection) {
        channel(connection).pipeline().flush();
    }
}

package io.portmaster.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client may still be sending a refused request (RFC 9112, section 9.6). It closes the direction to the
 * client first, and the other one once the client has closed the connection. If it closed both at once, unread bytes would make
 * the system reset the connection, and the client could lose the response.
 *
 * <p>Bytes that arrive meanwhile are dropped. The connection of a client that sends for too long, or too much, is reset
 * in the end.
 *
 * <p>This handler comes after TLS in the pipeline, so that a close from here ends TLS first.
 */
final class LingeringClose extends ChannelDuplexHandler {
    /** The time that a client has for a body. */
    private static final Duration MAX_TIME = Duration.ofSeconds(5);

    private static final long MAX_BYTES = 16L << 20;

    private final ClientConnection client;
    private @Nullable ChannelHandlerContext here;
    private boolean lingering;
    private long dropped;

    LingeringClose(ClientConnection client) {
        this.client = client;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        here = context;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, client.writes().add(promise));
    }

    /** Closes the connection without lingering, and without Vert.x, which would first wait until all responses are taken. */
    void closeNow() {
        if (here != null) {
            here.close();
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (lingering) {
            completeWithTheChannel(context, promise);
        } else if (client.mayBeSending() && context.channel() instanceof DuplexChannel channel) {
            lingering = true;
            client.leave();
            completeWithTheChannel(context, promise);
            Future<?> end =
                    context.executor().schedule(() -> context.close(), MAX_TIME.toMillis(), TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> end.cancel(false));
            channel.config().setAutoRead(true);
            // The system takes this empty write after the response, which may still be waiting.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> closeOutput(channel));
        } else {
            context.close(promise);
        }
    }

    private static void closeOutput(DuplexChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(sent -> channel.shutdownOutput());
        }
    }

    private static void completeWithTheChannel(ChannelHandlerContext context, ChannelPromise promise) {
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!lingering) {
            context.fireChannelRead(message);
            return;
        }
        if (message instanceof ByteBuf bytes) {
            dropped += bytes.readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (dropped > MAX_BYTES) {
            context.close();
        }
    }
}

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
 * Closes a connection whose client may still be sending a request that has been refused: first for responses only, then, once the
 * client has closed it too, whole (RFC 9112, section 9.6). A connection that is closed with bytes unread is reset, and a client
 * that sends on meets the reset before it reads the response.
 *
 * <p>What arrives meanwhile is dropped. A client that goes on for too long, or sends too much, is reset in the end.
 *
 * <p>It stands behind TLS in the pipeline, so that whatever closes the connection from here ends TLS first.
 */
final class LingeringClose extends ChannelDuplexHandler {
    /** As long as a client has for a body. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final long MOST_BYTES = 16L << 20;

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
                    context.executor().schedule(() -> context.close(), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> end.cancel(false));
            channel.config().setAutoRead(true);
            // After the response, which the system may not have taken yet.
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
        if (dropped > MOST_BYTES) {
            context.close();
        }
    }
}

package io.portmaster.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client may still be sending a request that has been refused: first for answers only, then, once the
 * client has closed it too, whole (RFC 9112, section 9.6). A connection that is closed with bytes unread is reset, and a client
 * that sends on meets the reset before it reads the answer.
 *
 * <p>What arrives meanwhile is dropped. A client that goes on for too long, or sends too much, is reset all the same.
 */
final class LingeringClose extends ChannelDuplexHandler {
    /** As long as a client has for a body. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final long MOST_BYTES = 16L << 20;

    private final Client client;
    private boolean lingering;
    private long dropped;

    LingeringClose(Client client) {
        this.client = client;
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
            // Behind the answer, which may still be on its way to the system.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.shutdownOutput());
        } else {
            context.close(promise);
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

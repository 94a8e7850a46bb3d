package io.portmaster.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client on a connection of its own. It is no library's, as the generator takes its processor time from the node on the
 * same machine: it writes prepared bytes, and looks for a few bytes in the answer.
 */
final class HttpWorker extends ChannelInboundHandlerAdapter implements Worker {
    private final Script script;
    private final ResponseReader response = new ResponseReader();
    private @Nullable ChannelHandlerContext connection;
    private @Nullable Progress progress;
    private boolean first;

    HttpWorker(Script script) {
        this.script = script;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        connection = context;
    }

    @Override
    public void begin(Progress op) {
        progress = op;
        first = true;
        send(script.begin());
    }

    private void send(RequestTemplate request) {
        ChannelHandlerContext context = Objects.requireNonNull(connection, "workers are connected before they begin");
        ByteBuf bytes = context.alloc().ioBuffer(request.length());
        bytes.writeBytes(request.bytes(), 0, request.length());
        context.writeAndFlush(bytes, context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (response.feed(bytes)) {
                proceed();
            }
        } finally {
            bytes.release();
        }
    }

    private void proceed() {
        Progress op = Objects.requireNonNull(progress, "nothing was asked");
        RequestTemplate next = script.next(response);
        response.reset();
        if (script.measuresTheFirst() ? first : next == null) {
            op.answered();
        }
        first = false;
        if (next != null) {
            send(next);
        } else {
            progress = null;
            op.over();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(new BenchException("the server has hung up"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
        context.close();
    }

    /** Ignores the end of an idle connection: the next request would show it. */
    private void fail(Throwable why) {
        Progress op = progress;
        progress = null;
        if (op != null) {
            op.failed(why);
        }
    }
}

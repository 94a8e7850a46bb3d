package io.portmaster.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.portmaster.http.Violation.Part;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a proxy in front could take for something else than Netty does: whoever sees a request end where
 * the other sees its body can be made to carry out one that the other never saw (RFC 9112, section 11.2). Netty by itself
 * drops the {@code Content-Length} beside a {@code Transfer-Encoding}, looks for {@code chunked} anywhere among the
 * codings, takes all other codings for no body, and knows a WebSocket draft whose requests have a body of 8 bytes that no
 * header announces. After a refusal nothing more is read from the connection.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private static final String NAME_IN_PIPELINE = "httpDecoder";

    /** A request that is not HTTP as understood here. */
    static final class MalformedRequestException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final transient Violation violation;

        MalformedRequestException(Part in, @Nullable String field, String message) {
            super(message);
            this.violation = new Violation(in, field, message);
        }

        Violation violation() {
            return violation;
        }
    }

    /** A request whose client took too long over this part of it. */
    static final class SlowRequestException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SlowRequestException(Due overdue) {
            super("its " + overdue + " did not arrive in time; nothing was changed", null, false, false);
        }
    }

    private final Client client;

    private StrictRequestDecoder(HttpServerOptions options, Client client) {
        super(options);
        this.client = client;
    }

    /**
     * Puts this decoder in the place of Vert.x's own, which can't be configured. Call it before anything is read.
     *
     * @param client who is told about whenever it has sent something
     */
    static void install(HttpConnection connection, HttpServerOptions options, Client client) {
        pipeline(connection).replace(NAME_IN_PIPELINE, NAME_IN_PIPELINE, new StrictRequestDecoder(options, client));
    }

    /** Has the request that is half there answered, in its turn, as one that failed for coming too slowly. */
    static void breakOff(Channel channel, Due overdue) {
        HttpObject rest = overdue == Due.HEAD ? unreadable() : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        rest.setDecoderResult(DecoderResult.failure(new SlowRequestException(overdue)));
        ChannelHandlerContext here = channel.pipeline().context(NAME_IN_PIPELINE);
        here.fireChannelRead(rest).fireChannelReadComplete();
    }

    /** Sends what was written, on a connection that is about to be closed for what follows on it. */
    static void flush(HttpConnection connection) {
        pipeline(connection).flush();
    }

    private static ChannelPipeline pipeline(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext().pipeline();
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        String target = initialLine[1];
        String version = initialLine[2];
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new MalformedRequestException(Part.PATH, null, "is not in a request line of HTTP/1.1");
        }
        if (target.isEmpty() || !target.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new MalformedRequestException(Part.PATH, null, "has characters that must be percent-encoded");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (client.isDismissed()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        client.speaks();
        int known = out.size();
        super.decode(context, in, out);
        for (int i = known; i < out.size(); i++) {
            if (out.get(i) instanceof HttpObject part && part.decoderResult().isFailure()) {
                client.wasRefused();
            } else if (out.get(i) instanceof LastHttpContent) {
                client.hasSentAll();
            } else if (out.get(i) instanceof HttpMessage) {
                client.hasSentHead();
            }
        }
    }

    @Override
    protected HttpMessage createInvalidMessage() {
        return unreadable();
    }

    /** What stands for a request whose first line can't be read. Its empty path tells it from all others. */
    private static HttpMessage unreadable() {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "");
    }

    /** The first to be called once all headers are there, before Netty decides on the body. */
    @Override
    protected boolean isContentAlwaysEmpty(@Nullable HttpMessage message) {
        if (message != null) {
            refuseAmbiguity(message);
        }
        return super.isContentAlwaysEmpty(message);
    }

    private static void refuseAmbiguity(HttpMessage message) {
        HttpHeaders headers = message.headers();
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
            if (codings.size() != 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))) {
                throw new MalformedRequestException(
                        Part.HEADER, "Transfer-Encoding", "must be chunked and nothing else");
            }
            if (!message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
                throw new MalformedRequestException(Part.HEADER, "Transfer-Encoding", "is not part of HTTP/1.0");
            }
            if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
                throw new MalformedRequestException(
                        Part.HEADER, "Content-Length", "must not go with Transfer-Encoding");
            }
        }
        if (headers.contains("")) {
            throw new MalformedRequestException(Part.HEADER, null, "has no name");
        }
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && message.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
            throw new MalformedRequestException(Part.HEADER, "Host", "must be there once");
        }
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)) {
            throw new MalformedRequestException(Part.HEADER, "Sec-WebSocket-Key1", "is not served");
        }
    }
}

package io.portmaster.http;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
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

    private StrictRequestDecoder(HttpServerOptions options) {
        super(options);
    }

    /** Puts this decoder in the place of Vert.x's own, which can't be configured. Call it before anything is read. */
    static void install(HttpConnection connection, HttpServerOptions options) {
        pipeline(connection).replace(NAME_IN_PIPELINE, NAME_IN_PIPELINE, new StrictRequestDecoder(options));
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

    /** What stands for a request whose first line can't be read. Its empty path tells it from all others. */
    @Override
    protected HttpMessage createInvalidMessage() {
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

package io.portmaster.http.server;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a proxy in front could read differently than Netty does: if one of them sees the end of a request where
 * the other sees its body, one can be made to carry out a request that the other never saw (RFC 9112, section 11.2). Netty by itself
 * drops the {@code Content-Length} beside a {@code Transfer-Encoding}, looks for {@code chunked} anywhere among the
 * codings, takes all other codings for no body, and knows a WebSocket draft whose requests have a body of 8 bytes that no
 * header announces. After a refusal nothing more is read from the connection.
 */
abstract class StrictRequestDecoder extends VertxInternals.RequestDecoder {
    StrictRequestDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        String target = initialLine[1];
        String version = initialLine[2];
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new MalformedRequestException(RequestPart.PATH, null, "is not in a valid HTTP/1.1 request line");
        }
        if (target.isEmpty() || !target.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new MalformedRequestException(RequestPart.PATH, null, "has characters that must be percent-encoded");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected HttpMessage createInvalidMessage() {
        return unreadable();
    }

    /** What stands for a request whose first line can't be read. Its empty path tells it from all others. */
    static HttpMessage unreadable() {
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
                        RequestPart.HEADER, "Transfer-Encoding", "must be chunked and nothing else");
            }
            if (!message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
                throw new MalformedRequestException(RequestPart.HEADER, "Transfer-Encoding", "is not part of HTTP/1.0");
            }
            if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
                throw new MalformedRequestException(
                        RequestPart.HEADER, "Content-Length", "must not go with Transfer-Encoding");
            }
        }
        if (headers.contains("")) {
            throw new MalformedRequestException(RequestPart.HEADER, null, "has no name");
        }
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && message.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
            throw new MalformedRequestException(RequestPart.HEADER, "Host", "must be given exactly once");
        }
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)) {
            throw new MalformedRequestException(RequestPart.HEADER, "Sec-WebSocket-Key1", "is not served");
        }
    }
}

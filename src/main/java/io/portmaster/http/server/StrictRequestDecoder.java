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
 * Refuses requests that a proxy in front could read differently than Netty does. If the two disagree about where a request ends,
 * a client can pass a request to the node that the proxy never saw (RFC 9112, section 11.2). Netty by itself ignores {@code
 * Content-Length} beside {@code Transfer-Encoding}, accepts {@code chunked} anywhere among the codings, takes any other coding
 * for an empty body, and knows an old WebSocket draft whose requests have 8 bytes of body without a header that says so. After a
 * refusal nothing more is read from the connection.
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

    /** Replaces a request whose first line can't be read. No other request has an empty path. */
    static HttpMessage unreadable() {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "");
    }

    /** Netty calls this method first when it has all headers, before it decides about the body. */
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

package io.portmaster.http.server;

import io.portmaster.wire.Json;
import io.portmaster.wire.JsonWritable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Sends every answer, errors included. */
public final class Responder {
    private static final Logger log = LoggerFactory.getLogger(Responder.class);
    private static final CharSequence KEEP_ALIVE = HttpHeaders.createOptimized("Keep-Alive");
    private static final Buffer NOTHING = Buffer.buffer(0);

    /** The {@code Cache-Control} of answers with an {@code ETag}. Without it, a proxy that compresses could change the tag. */
    public static final CharSequence NO_STORE_NO_TRANSFORM = HttpHeaders.createOptimized("no-store, no-transform");

    private final RequestIds ids;
    private final Drain drain;

    /** The value of {@code Keep-Alive}; null if the header is left out. */
    private final @Nullable CharSequence keepAlive;

    public Responder(RequestIds ids, Drain drain, ClientTimeouts timeouts) {
        this.ids = ids;
        this.drain = drain;
        this.keepAlive = timeouts.promisedKeepAlive() == 0
                ? null
                : HttpHeaders.createOptimized("timeout=" + timeouts.promisedKeepAlive());
    }

    /** Tells the client that the connection ends after this answer. The caller must close the connection. */
    public static void announceEnd(HttpServerResponse response) {
        // This handler runs last: just before it, Vert.x promises clients of HTTP/1.0 to keep the connection.
        response.headersEndHandler(
                end -> response.headers().remove(KEEP_ALIVE).set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
    }

    public void sendJson(HttpServerRequest request, int status, JsonWritable body) {
        sendJson(request, status, VertxInternals.wrap(Json.write(body)));
    }

    /** @return completes, or fails, once nothing of the answer is in memory any more */
    public Future<Void> sendJson(HttpServerRequest request, int status, Buffer body) {
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return send(request, status, body, Level.DEBUG);
    }

    public void sendEmpty(HttpServerRequest request, int status) {
        send(request, status, NOTHING, Level.DEBUG);
    }

    /**
     * Sends the body with the headers that the response has by now. Does nothing if the client has hung up.
     *
     * @param level of the answer's log line
     * @return completes, or fails, once nothing of the answer is in memory any more
     */
    public Future<Void> send(HttpServerRequest request, int status, Buffer body, Level level) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return Future.succeededFuture();
        }
        String id = ids.assign(request);
        boolean last = drain.hasBegun();
        if (last) {
            announceEnd(response);
        } else if (keepAlive != null && keepsConnection(request)) {
            // Connection: keep-alive tells a proxy that Keep-Alive is for this connection only.
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.KEEP_ALIVE).putHeader(KEEP_ALIVE, keepAlive);
        }
        logAnswer(request, id, status, level);
        response.setStatusCode(status);
        Future<Void> sent;
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            sent = response.end();
        } else {
            sent = response.end(body);
        }
        if (last) {
            sent.onComplete(result -> request.connection().close());
        }
        return sent;
    }

    /** Whether the client and the protocol keep the connection open (RFC 9112, section 9.3). */
    private static boolean keepsConnection(HttpServerRequest request) {
        String wish = request.getHeader(HttpHeaders.CONNECTION);
        return wish == null ? request.version() == HttpVersion.HTTP_1_1 : wish.equalsIgnoreCase("keep-alive");
    }

    /** Call it before the answer is sent, so that the log has the line when the client has the answer. */
    private static void logAnswer(HttpServerRequest request, String id, int status, Level level) {
        if (log.isEnabledForLevel(level)) {
            log.atLevel(level)
                    .addKeyValue("request_id", id)
                    .addKeyValue("method", request.method().name())
                    .addKeyValue("path", MaskedPath.of(request.path()))
                    .addKeyValue("status", status)
                    .log("answered {}", status);
        }
    }
}

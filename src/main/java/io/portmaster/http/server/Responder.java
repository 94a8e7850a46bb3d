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

/** The last step of every answer, good or bad. */
public final class Responder {
    private static final Logger log = LoggerFactory.getLogger(Responder.class);
    private static final CharSequence KEEP_ALIVE = HttpHeaders.createOptimized("Keep-Alive");
    private static final Buffer NOTHING = Buffer.buffer(0);

    /** The {@code Cache-Control} of what has a tag: a proxy that compresses would make the tag weak, or another one. */
    public static final CharSequence NO_STORE_NO_TRANSFORM = HttpHeaders.createOptimized("no-store, no-transform");

    private final RequestIds ids;
    private final Drain drain;

    /** What {@code Keep-Alive} says; null for nothing. */
    private final @Nullable CharSequence keepAlive;

    public Responder(RequestIds ids, Drain drain, ClientTimeouts timeouts) {
        this.ids = ids;
        this.drain = drain;
        this.keepAlive = timeouts.promisedKeepAlive() == 0
                ? null
                : HttpHeaders.createOptimized("timeout=" + timeouts.promisedKeepAlive());
    }

    /** Tells the client that the connection ends behind this answer. The caller must make sure that it does. */
    public static void announceEnd(HttpServerResponse response) {
        // At the last moment, since Vert.x promises clients of HTTP/1.0 the contrary just before.
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
     * Sends the body with the headers that the response has by now. Does nothing for a client that has gone.
     *
     * @param level of the log line that it makes
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
            // Connection names it as meant for this connection alone, and not for those behind a proxy.
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

    /** Whether client and protocol leave the connection open (RFC 9112, section 9.3). */
    private static boolean keepsConnection(HttpServerRequest request) {
        String wish = request.getHeader(HttpHeaders.CONNECTION);
        return wish == null ? request.version() == HttpVersion.HTTP_1_1 : wish.equalsIgnoreCase("keep-alive");
    }

    /** Called before the answer is sent, so that the log has its line once the client has the answer. */
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

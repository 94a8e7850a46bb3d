package io.portmaster.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The last step of every answer, good or bad. */
final class Responder {
    private static final Logger LOG = LoggerFactory.getLogger(Responder.class);
    private static final Buffer NOTHING = Buffer.buffer(0);

    private final RequestIds ids;
    private final Drain drain;

    Responder(RequestIds ids, Drain drain) {
        this.ids = ids;
        this.drain = drain;
    }

    /** Tells the client that the connection ends behind this answer. Whoever calls this must see to it that it does. */
    static void announceEnd(HttpServerResponse response) {
        // At the last moment, since Vert.x promises clients of HTTP/1.0 the contrary just before.
        response.headersEndHandler(end -> response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
    }

    void sendJson(HttpServerRequest request, int status, Json.Body body) {
        sendJson(request, status, Json.bytes(body));
    }

    /** @return completes, or fails, once nothing of the answer is in memory any more */
    Future<Void> sendJson(HttpServerRequest request, int status, Buffer body) {
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return send(request, status, body, Level.DEBUG);
    }

    void sendEmpty(HttpServerRequest request, int status) {
        send(request, status, NOTHING, Level.DEBUG);
    }

    /**
     * Sends the body with the headers that the response has by now. Does nothing for a client that has gone.
     *
     * @param level of the log line that it makes
     * @return completes, or fails, once nothing of the answer is in memory any more
     */
    Future<Void> send(HttpServerRequest request, int status, Buffer body, Level level) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return Future.succeededFuture();
        }
        String id = ids.assign(request);
        boolean last = drain.hasBegun();
        if (last) {
            announceEnd(response);
        }
        log(request, id, status, level);
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

    /** Before the answer goes out: whoever has it finds its line in the log. */
    private static void log(HttpServerRequest request, String id, int status, Level level) {
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level)
                    .addKeyValue("request_id", id)
                    .addKeyValue("method", request.method().name())
                    .addKeyValue("path", MaskedPath.of(request.path()))
                    .addKeyValue("status", status)
                    .log("answered {}", status);
        }
    }
}

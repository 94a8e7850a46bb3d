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
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        send(request, status, Json.bytes(body));
    }

    void sendEmpty(HttpServerRequest request, int status) {
        send(request, status, NOTHING);
    }

    /** Sends the body with the headers that the response has by now. Does nothing for a client that has gone. */
    void send(HttpServerRequest request, int status, Buffer body) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        String id = ids.assign(request);
        boolean last = drain.hasBegun();
        if (last) {
            announceEnd(response);
        }
        log(request, id, status);
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
    }

    /** Before the answer goes out: whoever has it finds its line in the log. */
    private static void log(HttpServerRequest request, String id, int status) {
        Level level = status >= 500 && !request.path().equals("/readyz") ? Level.WARN : Level.DEBUG;
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level)
                    .addKeyValue("request_id", id)
                    .addKeyValue("method", request.method().name())
                    .addKeyValue("path", MaskedPath.of(request.path()))
                    .addKeyValue("status", status)
                    .log("answers");
        }
    }
}

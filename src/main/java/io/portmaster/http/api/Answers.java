package io.portmaster.http.api;

import io.portmaster.http.server.Responder;
import io.portmaster.record.Entry;
import io.portmaster.wire.EntityTag;
import io.portmaster.wire.JsonWritable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Sends the answers of requests that succeed, and sets their headers. {@link ListAnswers} sends lists. */
public final class Answers {
    private static final CharSequence REPLAYED = HttpHeaders.createOptimized("Idempotent-Replayed");

    private final Responder responder;

    public Answers(Responder responder) {
        this.responder = responder;
    }

    void json(RoutingContext context, int status, JsonWritable body) {
        responder.sendJson(context.request(), status, body);
    }

    void nothing(RoutingContext context) {
        responder.sendEmpty(context.request(), 204);
    }

    /** Sets the header that points the client to what was made. */
    void location(RoutingContext context, String path) {
        context.response()
                .putHeader(
                        HttpHeaders.LOCATION,
                        RelativePath.from(context.request().path(), path));
    }

    /** Sets the entry's {@code ETag}, and keeps proxies from changing it. */
    void tag(RoutingContext context, Entry<?> entry) {
        context.response()
                .putHeader(HttpHeaders.ETAG, EntityTag.of(entry.modRevision()))
                .putHeader(HttpHeaders.CACHE_CONTROL, Responder.NO_STORE_NO_TRANSFORM);
    }

    /** Sets the header of an answer that was given before. */
    void replayed(RoutingContext context, boolean replayed) {
        if (replayed) {
            context.response().putHeader(REPLAYED, "true");
        }
    }
}

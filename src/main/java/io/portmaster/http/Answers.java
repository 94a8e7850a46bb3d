package io.portmaster.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.allocation.Page;
import io.portmaster.domain.Entry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.function.Function;

/** Answers that say yes. */
final class Answers {
    private static final CharSequence REPLAYED = HttpHeaders.createOptimized("Idempotent-Replayed");
    private static final CharSequence LINK = HttpHeaders.createOptimized("Link");

    private final Responder responder;

    Answers(Responder responder) {
        this.responder = responder;
    }

    /** Writes one item of a list. */
    interface Item<T> {
        void writeTo(JsonGenerator json, T item) throws IOException;
    }

    void json(RoutingContext context, int status, Json.Body body) {
        responder.sendJson(context.request(), status, body);
    }

    void nothing(RoutingContext context) {
        responder.sendEmpty(context.request(), 204);
    }

    /** @param linkBehind the {@code Link} to what follows that last item */
    <T> void list(RoutingContext context, Page<T> page, Item<T> item, Function<T, String> linkBehind) {
        if (page.more()) {
            T last = page.items().get(page.items().size() - 1);
            context.response().putHeader(LINK, linkBehind.apply(last));
        }
        json(context, 200, json -> {
            json.writeStartArray();
            for (T each : page.items()) {
                item.writeTo(json, each);
            }
            json.writeEndArray();
        });
    }

    void tag(RoutingContext context, Entry<?> entry) {
        context.response().putHeader(HttpHeaders.ETAG, EntityTag.of(entry.modRevision()));
    }

    void replayed(RoutingContext context, boolean replayed) {
        if (replayed) {
            context.response().putHeader(REPLAYED, "true");
        }
    }
}

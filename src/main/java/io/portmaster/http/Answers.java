package io.portmaster.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.allocation.Page;
import io.portmaster.domain.Entry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.function.Function;

/** Answers that say yes. */
final class Answers {
    private static final CharSequence REPLAYED = HttpHeaders.createOptimized("Idempotent-Replayed");
    private static final CharSequence LINK = HttpHeaders.createOptimized("Link");

    private final Responder responder;
    private final ByteBudget lists;
    private final Admission admission;

    /** @param lists what lists may take of the memory until their clients have taken them */
    Answers(Responder responder, ByteBudget lists, Admission admission) {
        this.responder = responder;
        this.lists = lists;
        this.admission = admission;
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

    /**
     * A list, unless its clients have left too many others lying.
     *
     * @param linkBehind the {@code Link} to what follows that last item
     * @throws ProblemException if there is no room
     */
    <T> void list(RoutingContext context, Page<T> page, Item<T> item, Function<T, String> linkBehind) {
        if (lists.isSpent()) {
            throw admission.refusal(Shed.ANSWERS);
        }
        if (page.more()) {
            T last = page.items().get(page.items().size() - 1);
            context.response().putHeader(LINK, linkBehind.apply(last));
        }
        Buffer body = Json.bytes(json -> {
            json.writeStartArray();
            for (T each : page.items()) {
                item.writeTo(json, each);
            }
            json.writeEndArray();
        });
        int bytes = body.length();
        lists.take(bytes);
        responder.sendJson(context.request(), 200, body).onComplete(gone -> lists.giveBack(bytes));
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

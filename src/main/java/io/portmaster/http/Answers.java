package io.portmaster.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.allocation.Page;
import io.portmaster.domain.Entry;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.function.Function;

/** Answers that say yes. */
final class Answers {
    private static final CharSequence REPLAYED = HttpHeaders.createOptimized("Idempotent-Replayed");
    private static final CharSequence LINK = HttpHeaders.createOptimized("Link");

    /** A list of so many items takes the event loop some tenths of a millisecond to write. One of thousands is written elsewhere. */
    private static final int WRITTEN_AT_ONCE = 250;

    private final Responder responder;
    private final ByteBudget lists;
    private final Admission admission;
    private final WorkerExecutor writer;

    /**
     * @param lists what lists may take of the memory until their clients have taken them
     * @param writer writes long lists
     */
    Answers(Responder responder, ByteBudget lists, Admission admission, WorkerExecutor writer) {
        this.responder = responder;
        this.lists = lists;
        this.admission = admission;
        this.writer = writer;
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
        if (page.items().size() <= WRITTEN_AT_ONCE) {
            send(context, bytes(page, item));
        } else {
            writer.executeBlocking(() -> bytes(page, item), false)
                    .onSuccess(body -> send(context, body))
                    .onFailure(context::fail);
        }
    }

    private static <T> Buffer bytes(Page<T> page, Item<T> item) {
        return Json.bytes(json -> {
            json.writeStartArray();
            for (T each : page.items()) {
                item.writeTo(json, each);
            }
            json.writeEndArray();
        });
    }

    private void send(RoutingContext context, Buffer body) {
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

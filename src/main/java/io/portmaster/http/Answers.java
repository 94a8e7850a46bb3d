package io.portmaster.http;

import io.portmaster.allocation.Page;
import io.portmaster.record.Entry;
import io.portmaster.wire.Json;
import io.portmaster.wire.JsonWritable;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** Answers that say yes. */
final class Answers {
    private static final CharSequence REPLAYED = HttpHeaders.createOptimized("Idempotent-Replayed");
    private static final CharSequence LINK = HttpHeaders.createOptimized("Link");

    /** A proxy that compresses what has a tag makes that tag weak, or another one. */
    static final CharSequence AS_IT_IS = HttpHeaders.createOptimized("no-store, no-transform");

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

    void json(RoutingContext context, int status, JsonWritable body) {
        responder.sendJson(context.request(), status, body);
    }

    void nothing(RoutingContext context) {
        responder.sendEmpty(context.request(), 204);
    }

    /**
     * A list, unless its clients have left too many others lying.
     *
     * @param cursorBehind what the page that follows that last item is asked for with
     * @throws ProblemException if there is no room
     */
    <T> void list(
            RoutingContext context, Page<T> page, Function<T, JsonWritable> body, Paging<?> paging, Function<T, String> cursorBehind) {
        if (lists.isSpent()) {
            throw admission.refusal(Shed.ANSWERS);
        }
        if (page.more()) {
            T last = page.items().get(page.items().size() - 1);
            context.response().putHeader(LINK, paging.link(context.request().path(), cursorBehind.apply(last)));
        }
        if (page.items().size() <= WRITTEN_AT_ONCE) {
            send(context, bytes(page, body));
        } else {
            writer.executeBlocking(() -> bytes(page, body), false)
                    .onSuccess(bytes -> send(context, bytes))
                    .onFailure(context::fail);
        }
    }

    private static <T> Buffer bytes(Page<T> page, Function<T, JsonWritable> body) {
        return Buffers.of(Json.array(page.items(), body));
    }

    private void send(RoutingContext context, Buffer body) {
        int bytes = body.length();
        lists.take(bytes);
        responder.sendJson(context.request(), 200, body).onComplete(gone -> lists.giveBack(bytes));
    }

    /** Points the client to what was made. */
    void location(RoutingContext context, String path) {
        context.response()
                .putHeader(
                        HttpHeaders.LOCATION,
                        RelativePath.from(context.request().path(), path));
    }

    void tag(RoutingContext context, Entry<?> entry) {
        context.response()
                .putHeader(HttpHeaders.ETAG, EntityTag.of(entry.modRevision()))
                .putHeader(HttpHeaders.CACHE_CONTROL, AS_IT_IS);
    }

    void replayed(RoutingContext context, boolean replayed) {
        if (replayed) {
            context.response().putHeader(REPLAYED, "true");
        }
    }
}

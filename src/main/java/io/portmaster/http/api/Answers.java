package io.portmaster.http.api;

import io.portmaster.allocation.Page;
import io.portmaster.http.server.Admission;
import io.portmaster.http.server.ByteBudget;
import io.portmaster.http.server.OverloadReason;
import io.portmaster.http.server.OverloadedException;
import io.portmaster.http.server.Responder;
import io.portmaster.http.server.VertxInternals;
import io.portmaster.record.Entry;
import io.portmaster.wire.EntityTag;
import io.portmaster.wire.Json;
import io.portmaster.wire.JsonWritable;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** Sends the answers of requests that succeed. */
public final class Answers {
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
    public Answers(Responder responder, ByteBudget lists, Admission admission, WorkerExecutor writer) {
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
     * Sends a list, unless there are too many others that clients have yet to take.
     *
     * @param cursorBehind the cursor of the page that follows that last item
     * @throws OverloadedException if there is no room
     */
    <T> void list(
            RoutingContext context,
            Page<T> page,
            Function<T, JsonWritable> body,
            Paging<?> paging,
            Function<T, String> cursorBehind) {
        if (lists.isSpent()) {
            throw admission.reject(OverloadReason.ANSWERS);
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
        return VertxInternals.wrap(Json.write(Json.array(page.items(), body)));
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
                .putHeader(HttpHeaders.CACHE_CONTROL, Responder.NO_STORE_NO_TRANSFORM);
    }

    void replayed(RoutingContext context, boolean replayed) {
        if (replayed) {
            context.response().putHeader(REPLAYED, "true");
        }
    }
}

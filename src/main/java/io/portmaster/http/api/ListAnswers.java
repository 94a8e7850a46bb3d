package io.portmaster.http.api;

import io.portmaster.allocation.Page;
import io.portmaster.http.server.Admission;
import io.portmaster.http.server.ByteBudget;
import io.portmaster.http.server.OverloadReason;
import io.portmaster.http.server.OverloadedException;
import io.portmaster.http.server.Responder;
import io.portmaster.http.server.VertxInternals;
import io.portmaster.wire.Json;
import io.portmaster.wire.JsonWritable;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** Sends the pages of lists. They take memory until their clients have received them, and that memory is bounded. */
public final class ListAnswers {
    private static final CharSequence LINK = HttpHeaders.createOptimized("Link");

    /**
     * The longest list that the event loop writes by itself, in items, which takes some tenths of a millisecond. The list
     * writer writes longer ones.
     */
    private static final int WRITTEN_AT_ONCE = 250;

    private final Responder responder;
    private final ByteBudget memory;
    private final Admission admission;
    private final WorkerExecutor writer;

    /**
     * @param memory for lists that their clients have not received yet
     * @param writer writes long lists
     */
    public ListAnswers(Responder responder, ByteBudget memory, Admission admission, WorkerExecutor writer) {
        this.responder = responder;
        this.memory = memory;
        this.admission = admission;
        this.writer = writer;
    }

    /**
     * Sends a page.
     *
     * @param cursorBehind the cursor of the page that follows that last item
     * @throws OverloadedException if no memory is left
     */
    <T> void send(
            RoutingContext context,
            Page<T> page,
            Function<T, JsonWritable> body,
            Paging<?> paging,
            Function<T, String> cursorBehind) {
        if (memory.isSpent()) {
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
        memory.take(bytes);
        responder.sendJson(context.request(), 200, body).onComplete(gone -> memory.giveBack(bytes));
    }
}

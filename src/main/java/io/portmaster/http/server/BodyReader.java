package io.portmaster.http.server;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Reads the whole body of each request before a route handles the request. A body has {@value #MAX_BYTES} bytes at most, and all
 * bodies that are arriving share one memory budget. Vert.x's own body handler would also decode forms, which the
 * API doesn't have.
 */
public final class BodyReader implements Handler<RoutingContext> {
    static final int MAX_BYTES = 64 * 1024;

    private static final String KEY = "body";
    private static final Buffer NOTHING = Buffer.buffer(0);

    private final ByteBudget memory;
    private final Admission admission;

    /** @param memory for bodies that have not arrived completely */
    public BodyReader(ByteBudget memory, Admission admission) {
        this.memory = memory;
        this.admission = admission;
    }

    /** Takes the body of a request that has passed this handler; empty if it has none. A second call gives an empty body. */
    public static Buffer take(RoutingContext context) {
        Buffer body = context.remove(KEY);
        return body == null ? NOTHING : body;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean chunked = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (!chunked && (length == null || length.equals("0"))) {
            context.next();
        } else if (length != null && Long.parseLong(length) > MAX_BYTES) {
            refuse(context, new BodyTooLargeException());
        } else {
            if (expectsContinue(request)) {
                request.response().writeContinue();
            }
            new Reading(context).start();
        }
    }

    private static boolean expectsContinue(HttpServerRequest request) {
        List<String> expectations = request.headers().getAll(HttpHeaders.EXPECT);
        return request.version() == HttpVersion.HTTP_1_1
                && expectations.stream().anyMatch(expectation -> expectation.equalsIgnoreCase("100-continue"));
    }

    /** Refuses a body, drops the rest of it, and closes the connection after the answer. */
    private static void refuse(RoutingContext context, RejectedRequestException why) {
        HttpServerRequest request = context.request();
        request.handler(dropped -> {}).endHandler(end -> {});
        Responder.announceEnd(request.response());
        context.fail(why);
        request.connection().close();
    }

    /** A body that is arriving. */
    private final class Reading {
        private final RoutingContext context;
        private final Buffer body = Buffer.buffer();
        private boolean released;

        Reading(RoutingContext context) {
            this.context = context;
        }

        void start() {
            context.request().handler(this::append).endHandler(end -> finish()).exceptionHandler(this::breakOff);
        }

        private void append(Buffer chunk) {
            if (body.length() + chunk.length() > MAX_BYTES) {
                release();
                refuse(context, new BodyTooLargeException());
            } else if (memory.isSpent()) {
                release();
                refuse(context, admission.reject(OverloadReason.BODIES));
            } else {
                memory.take(chunk.length());
                body.appendBuffer(chunk);
            }
        }

        private void finish() {
            release();
            context.put(KEY, body);
            context.next();
        }

        private void breakOff(Throwable cause) {
            release();
            if (!(cause instanceof HttpClosedException) && !context.response().ended()) {
                // Vert.x closes the connection as soon as this returns.
                Responder.announceEnd(context.response());
                context.fail(rejection(cause));
                VertxInternals.flush(context.request().connection());
            }
        }

        private static RejectedRequestException rejection(Throwable cause) {
            return cause instanceof SlowRequestException slow
                    ? slow
                    : new MalformedRequestException(
                            RequestPart.BODY, null, "is not in valid HTTP/1.1 chunked encoding");
        }

        private void release() {
            if (!released) {
                released = true;
                memory.giveBack(body.length());
            }
        }
    }
}

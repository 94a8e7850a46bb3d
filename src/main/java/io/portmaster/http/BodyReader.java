package io.portmaster.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;

/**
 * Reads a request's body whole before anything else happens to it, whatever the route, up to {@value #MAX_BYTES} bytes.
 * Vert.x's own body handler would also unpack forms, which nobody here takes.
 */
final class BodyReader implements Handler<RoutingContext> {
    static final int MAX_BYTES = 64 * 1024;

    private static final String KEY = "body";
    private static final Buffer NOTHING = Buffer.buffer(0);

    /** For so long, and so many bytes, a client that sends too much is listened to: closing at once could lose the answer. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final int LINGER_BYTES = 1024 * 1024;

    /** The body of a request that came past this handler; empty if it had none. */
    static Buffer body(RoutingContext context) {
        return context.get(KEY, NOTHING);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean chunked = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (!chunked && (length == null || length.equals("0"))) {
            context.next();
        } else if (length != null && Long.parseLong(length) > MAX_BYTES) {
            refuse(context, new Lingering(context.vertx(), request.connection()));
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

    private static void refuse(RoutingContext context, Lingering lingering) {
        context.request().handler(lingering::swallow).endHandler(end -> lingering.close());
        Responder.announceEnd(context.response());
        context.fail(new ProblemException(Problem.bodyTooLarge(MAX_BYTES)));
    }

    /** A body on its way in. */
    private static final class Reading {
        private final RoutingContext context;
        private final Buffer body = Buffer.buffer();

        Reading(RoutingContext context) {
            this.context = context;
        }

        void start() {
            context.request().handler(this::append).endHandler(end -> finish()).exceptionHandler(this::breakOff);
        }

        private void append(Buffer chunk) {
            if (body.length() + chunk.length() > MAX_BYTES) {
                refuse(context, new Lingering(context.vertx(), context.request().connection()));
            } else {
                body.appendBuffer(chunk);
            }
        }

        private void finish() {
            context.put(KEY, body);
            context.next();
        }

        private void breakOff(Throwable cause) {
            if (!(cause instanceof HttpClosedException) && !context.response().ended()) {
                // Vert.x closes the connection as soon as this returns.
                Responder.announceEnd(context.response());
                context.fail(new ProblemException(Problem.invalid(
                        List.of(new Violation(Violation.Part.BODY, null, "is not chunked as HTTP/1.1 has it")))));
                StrictRequestDecoder.flush(context.request().connection());
            }
        }
    }

    /** Listens on without hearing. */
    private static final class Lingering {
        private final HttpConnection connection;
        private long swallowed;

        Lingering(Vertx vertx, HttpConnection connection) {
            this.connection = connection;
            long timer = vertx.setTimer(LINGER.toMillis(), id -> close());
            connection.closeHandler(closed -> vertx.cancelTimer(timer));
        }

        void swallow(Buffer chunk) {
            swallowed += chunk.length();
            if (swallowed > LINGER_BYTES) {
                close();
            }
        }

        void close() {
            connection.close();
        }
    }
}

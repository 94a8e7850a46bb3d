package io.portmaster.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.portmaster.allocation.Refusal;
import io.portmaster.allocation.RefusedException;
import io.portmaster.http.Violation.Part;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The only writer of errors: refusals, broken rules, what the router and the decoder refuse, and faults of ours. */
final class ProblemHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);
    private static final String MEDIA_TYPE = "application/problem+json";

    private final Responder responder;
    private final RequestIds ids;
    private final RequestClock clock;
    private final Traffic traffic;

    ProblemHandler(Responder responder, RequestIds ids, RequestClock clock, Traffic traffic) {
        this.responder = responder;
        this.ids = ids;
        this.clock = clock;
        this.traffic = traffic;
    }

    /** Whatever a handler threw or failed with. */
    void handleFailure(RoutingContext context) {
        HttpServerRequest request = context.request();
        Throwable failure = context.failure();
        if (failure instanceof ProblemException e) {
            write(request, e.problem());
        } else if (failure instanceof RefusedException e) {
            // A client that has hung up gets no answer, and what it asked was given up for that.
            if (!request.response().closed()) {
                count(e.refusal());
            }
            write(request, problem(e.refusal(), request));
        } else {
            LOG.atError()
                    .addKeyValue("request_id", ids.assign(request))
                    .addKeyValue("method", request.method().name())
                    .addKeyValue("path", MaskedPath.of(request.path()))
                    .setCause(failure)
                    .log("a request met a fault");
            write(request, Problem.internalError());
        }
    }

    private static Problem problem(Refusal refusal, HttpServerRequest request) {
        Problem problem = RefusalProblems.of(refusal);
        String spoiled = refusal instanceof Refusal.PreconditionFailed
                ? EntityTag.spoiled(request.headers().getAll(HttpHeaders.IF_MATCH))
                : null;
        return spoiled == null ? problem : problem.withDetail(spoiled);
    }

    private void count(Refusal refusal) {
        if (refusal instanceof Refusal.Overloaded) {
            traffic.add(Shed.QUEUE);
        } else if (refusal instanceof Refusal.Contended) {
            traffic.add(Shed.CONTENTION);
        }
    }

    /** No route has that path. */
    void handleNoRoute(RoutingContext context) {
        write(context.request(), Problem.routeNotFound());
    }

    /** What the router refuses by itself: a path that is none, or a host. */
    void handleBadRequest(RoutingContext context) {
        Violation violation = context.request().path().isEmpty()
                ? new Violation(Part.PATH, null, "is empty")
                : new Violation(Part.HEADER, "Host", "must name a host");
        write(context.request(), Problem.invalid(List.of(violation)));
    }

    /** A request that the decoder gave up on. Vert.x closes its connection behind the answer. */
    void handleMalformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        clock.startRefused(request);
        Responder.announceEnd(request.response());
        if (cause instanceof StrictRequestDecoder.SlowRequestException slow) {
            write(request, Problem.requestTimeout(slow.getMessage()));
        } else if (cause instanceof TooLongHttpLineException) {
            write(request, Problem.pathTooLong());
        } else if (cause instanceof TooLongHttpHeaderException) {
            write(request, Problem.headersTooLarge());
        } else {
            write(request, Problem.invalid(List.of(violationSeenByDecoder(request, cause))));
        }
    }

    private static Violation violationSeenByDecoder(HttpServerRequest request, @Nullable Throwable cause) {
        if (cause instanceof StrictRequestDecoder.MalformedRequestException malformed) {
            return malformed.violation();
        }
        return request.uri().isEmpty()
                ? new Violation(Part.PATH, null, "is not in a request line of HTTP/1.1")
                : new Violation(Part.HEADER, null, "is not as HTTP/1.1 has it");
    }

    /** What is refused under overload comes by the thousand, and {@link Traffic} says so once; a node may be long in getting ready. */
    private static boolean isWorthALine(HttpServerRequest request, Problem problem) {
        return problem.status() >= 500
                && !problem.isOverload()
                && !request.path().equals("/readyz");
    }

    private void write(HttpServerRequest request, Problem problem) {
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        problem.headers().forEach(request.response()::putHeader);
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(
                        HttpHeaders.CACHE_CONTROL,
                        problem.headers().containsKey("ETag") ? Answers.AS_IT_IS : "no-store");
        String instance = request.path().isEmpty() ? null : MaskedPath.of(request.path());
        Buffer body = Buffers.of(problem.body(instance));
        responder.send(request, problem.status(), body, isWorthALine(request, problem) ? Level.WARN : Level.DEBUG);
    }
}

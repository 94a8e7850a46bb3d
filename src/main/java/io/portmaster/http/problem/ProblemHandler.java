package io.portmaster.http.problem;

import io.portmaster.allocation.Refusal;
import io.portmaster.allocation.RefusedException;
import io.portmaster.http.server.MaskedPath;
import io.portmaster.http.server.OverloadReason;
import io.portmaster.http.server.RejectedRequestException;
import io.portmaster.http.server.RequestClock;
import io.portmaster.http.server.RequestIds;
import io.portmaster.http.server.Responder;
import io.portmaster.http.server.Traffic;
import io.portmaster.http.server.VertxInternals;
import io.portmaster.wire.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes all error answers: for refusals, broken rules, requests that the router or the decoder refuses, and bugs. */
public final class ProblemHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
    private static final String MEDIA_TYPE = "application/problem+json";

    private final Responder responder;
    private final RequestIds ids;
    private final RequestClock clock;
    private final Traffic traffic;

    public ProblemHandler(Responder responder, RequestIds ids, RequestClock clock, Traffic traffic) {
        this.responder = responder;
        this.ids = ids;
        this.clock = clock;
        this.traffic = traffic;
    }

    /** Answers a request whose handler has thrown or failed. */
    public void handleFailure(RoutingContext context) {
        HttpServerRequest request = context.request();
        Throwable failure = context.failure();
        if (failure instanceof ProblemException e) {
            write(request, e.problem());
        } else if (failure instanceof RejectedRequestException e) {
            write(request, RequestProblems.of(e));
        } else if (failure instanceof RefusedException e) {
            // A request is given up when its client hangs up. That is no overload.
            if (!request.response().closed()) {
                count(e.refusal());
            }
            write(request, problem(e.refusal(), request));
        } else {
            log.atError()
                    .addKeyValue("request_id", ids.assign(request))
                    .addKeyValue("method", request.method().name())
                    .addKeyValue("path", MaskedPath.of(request.path()))
                    .setCause(failure)
                    .log("unexpected error in a request");
            write(request, Problem.internalError());
        }
    }

    private static Problem problem(Refusal refusal, HttpServerRequest request) {
        Problem problem = RefusalProblems.of(refusal);
        String altered = refusal instanceof Refusal.PreconditionFailed
                ? AlteredTag.explain(request.headers().getAll(HttpHeaders.IF_MATCH))
                : null;
        return altered == null ? problem : problem.withDetail(altered);
    }

    private void count(Refusal refusal) {
        if (refusal instanceof Refusal.Overloaded) {
            traffic.add(OverloadReason.QUEUE);
        } else if (refusal instanceof Refusal.Contended) {
            traffic.add(OverloadReason.CONTENTION);
        }
    }

    /** Answers a request for a path that no route has. */
    public void handleNoRoute(RoutingContext context) {
        write(context.request(), Problem.routeNotFound());
    }

    /** Answers a request that the router itself rejects. */
    public void handleBadRequest(RoutingContext context) {
        write(context.request(), RequestProblems.unroutable(context.request()));
    }

    /** Answers a request that the decoder can't read. Vert.x closes the connection after the answer. */
    public void handleMalformed(HttpServerRequest request) {
        clock.startRefused(request);
        Responder.announceEnd(request.response());
        write(
                request,
                RequestProblems.undecodable(request, request.decoderResult().cause()));
    }

    private void write(HttpServerRequest request, Problem problem) {
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        problem.headers().forEach(header -> request.response().headers().add(header.name(), header.value()));
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(
                        HttpHeaders.CACHE_CONTROL,
                        problem.hasHeader("ETag") ? Responder.NO_STORE_NO_TRANSFORM : "no-store");
        String instance = request.path().isEmpty() ? null : MaskedPath.of(request.path());
        Buffer body = VertxInternals.wrap(Json.write(problem.body(instance)));
        responder.send(request, problem.status(), body, problem.logLevel());
    }
}

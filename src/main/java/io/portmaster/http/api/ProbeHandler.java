package io.portmaster.http.api;

import io.portmaster.http.problem.Problem;
import io.portmaster.http.problem.ProblemException;
import io.portmaster.http.server.Admission.Place;
import io.portmaster.http.server.Drain;
import io.portmaster.http.server.Responder;
import io.portmaster.http.server.VertxInternals;
import io.portmaster.wire.ProbeBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.event.Level;

/** Handles requests about the node itself: probes, metrics and documents. */
public final class ProbeHandler {
    private final Probes probes;
    private final Drain drain;
    private final Documents documents;
    private final Responder responder;

    public ProbeHandler(Probes probes, Drain drain, Documents documents, Responder responder) {
        this.probes = probes;
        this.drain = drain;
        this.documents = documents;
        this.responder = responder;
    }

    void alive(RoutingContext context) {
        uncached(context);
        responder.sendJson(context.request(), 200, ProbeBody.alive());
    }

    void ready(RoutingContext context) {
        uncached(context);
        if (drain.hasBegun()) {
            throw new ProblemException(Problem.draining());
        }
        String reason = probes.whyNotReady();
        if (reason != null) {
            throw new ProblemException(Problem.notReady(reason));
        }
        responder.sendJson(context.request(), 200, ProbeBody.ready(probes.installation(), probes.strangers()));
    }

    void metrics(RoutingContext context) {
        uncached(context);
        boolean gzip = takesGzip(context);
        context.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        Gateway.handOver(
                probes.scrape(gzip), context, VertxInternals.callingLoop(context.vertx()), Place.NONE, metrics -> {
                    if (gzip) {
                        context.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
                    }
                    // The bytes are not copied: scrapes at the same time share them.
                    Buffer text = VertxInternals.wrap(metrics);
                    sendText(context, "text/plain; version=0.0.4; charset=utf-8", text);
                });
    }

    private static boolean takesGzip(RoutingContext context) {
        return context.parsedHeaders().acceptEncoding().stream()
                .anyMatch(coding -> coding.value().equalsIgnoreCase("gzip") && coding.weight() > 0);
    }

    void contract(RoutingContext context) {
        sendText(context, "application/yaml", documents.contract());
    }

    void execScript(RoutingContext context) {
        sendText(context, "text/x-shellscript", documents.execScript());
    }

    void webPage(RoutingContext context) {
        sendText(context, "text/html; charset=utf-8", documents.webPage().at(context.request()));
    }

    private void sendText(RoutingContext context, String mediaType, Buffer text) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
        responder.send(context.request(), 200, text, Level.DEBUG);
    }

    private static void uncached(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}

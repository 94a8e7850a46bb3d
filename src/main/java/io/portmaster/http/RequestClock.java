package io.portmaster.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Takes the time from a request to its answer. */
final class RequestClock {
    private static final String ROUTE = "route";

    private final RequestListener listener;

    RequestClock(RequestListener listener) {
        this.listener = listener;
    }

    void start(RoutingContext context) {
        long began = System.nanoTime();
        context.response()
                .endHandler(ended -> answered(
                        context.request(), context.get(ROUTE, RequestListener.NO_ROUTE), System.nanoTime() - began));
    }

    /** A request has found its way to the route of that path, whatever comes of it there. */
    void found(RoutingContext context, String path) {
        context.put(ROUTE, path);
    }

    /** A request that no more than an error comes of, at once. */
    void startRefused(HttpServerRequest request) {
        request.response().endHandler(ended -> answered(request, RequestListener.NO_ROUTE, 0));
    }

    private void answered(HttpServerRequest request, String route, long nanos) {
        listener.answered(request.method().name(), route, request.response().getStatusCode(), nanos);
    }
}

package io.portmaster.http.server;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Measures the time from a request to its answer. */
public final class RequestClock {
    private static final String ROUTE = "route";

    private final RequestListener listener;

    public RequestClock(RequestListener listener) {
        this.listener = listener;
    }

    public void start(RoutingContext context) {
        long began = System.nanoTime();
        context.response()
                .endHandler(ended -> answered(
                        context.request(), context.get(ROUTE, RequestListener.NO_ROUTE), System.nanoTime() - began));
    }

    /** Notes the route that handles the request. */
    public void found(RoutingContext context, String path) {
        context.put(ROUTE, path);
    }

    /** Starts the clock of a request that is refused at once. */
    public void startRefused(HttpServerRequest request) {
        request.response().endHandler(ended -> answered(request, RequestListener.NO_ROUTE, 0));
    }

    private void answered(HttpServerRequest request, String route, long nanos) {
        listener.answered(request.method().name(), route, request.response().getStatusCode(), nanos);
    }
}

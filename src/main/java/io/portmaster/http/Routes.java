package io.portmaster.http;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The API as one table. */
final class Routes {
    private static final String SERVICES = "/v1/services";
    private static final String SERVICE = SERVICES + "/{service}";
    private static final String OFFERS = SERVICE + "/offers";
    private static final String OFFER = OFFERS + "/{secret}";
    private static final String PORTS = SERVICE + "/ports";

    private final List<Route> table;
    private final RequestIds ids;
    private final RequestClock clock;
    private final ProblemHandler problems;
    private final Responder responder;
    private final BodyReader bodies;

    /** @param path as in the contract: with parameters in braces, and without a trailing slash, which is tolerated */
    record Route(HttpMethod method, String path, Handler<RoutingContext> handler) {}

    Routes(
            ServiceHandler services,
            OfferHandler offers,
            PortHandler ports,
            HoldingListHandler lists,
            ProbeHandler probes,
            BodyReader bodies,
            ProblemHandler problems,
            Responder responder,
            RequestIds ids,
            RequestClock clock) {
        this.bodies = bodies;
        this.problems = problems;
        this.responder = responder;
        this.ids = ids;
        this.clock = clock;
        // In the order in which they are tried, the busiest first.
        this.table = List.of(
                new Route(POST, OFFERS, offers::create),
                new Route(GET, PORTS + "/{portOrName}", ports::find),
                new Route(GET, OFFERS, lists::offers),
                new Route(POST, OFFER + "/accept", offers::accept),
                new Route(POST, OFFER + "/reject", offers::reject),
                new Route(GET, OFFER, offers::read),
                new Route(PUT, OFFER, offers::acceptByPut),
                new Route(DELETE, OFFER, offers::rejectByDelete),
                new Route(DELETE, PORTS + "/{portOrName}", ports::delete),
                new Route(GET, PORTS, lists::allocations),
                new Route(GET, "/v1/ports/{port}", ports::findHolder),
                new Route(GET, SERVICE, services::read),
                new Route(PUT, SERVICE, services::replace),
                new Route(PATCH, SERVICE, services::change),
                new Route(DELETE, SERVICE, services::delete),
                new Route(GET, SERVICES, services::list),
                new Route(POST, SERVICES, services::create),
                new Route(GET, "/livez", probes::alive),
                new Route(GET, "/readyz", probes::ready),
                new Route(GET, "/metrics", probes::metrics),
                new Route(GET, "/openapi.yaml", probes::contract),
                new Route(GET, "/", probes::webPage));
    }

    List<Route> table() {
        return table;
    }

    /** A router for one event loop. */
    Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(this::begin);
        router.route().handler(bodies);
        router.route().handler(PercentEncoding::check);
        table.forEach(route -> add(router, route));
        table.stream().map(Route::path).distinct().forEach(path -> addRefusal(router, path));
        return router.errorHandler(400, problems::handleBadRequest)
                .errorHandler(404, this::handleNoRoute)
                .errorHandler(500, problems::handleFailure);
    }

    private void begin(RoutingContext context) {
        clock.start(context);
        ids.assign(context.request());
        if (context.request().path().startsWith("/v1/")) {
            context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        if (context.response().writeQueueFull()) {
            awaitRoom(context);
        } else {
            context.next();
        }
    }

    /** Who asks one thing after the other and takes no answer would have the node keep them all. */
    private static void awaitRoom(RoutingContext context) {
        context.request().pause();
        context.response().drainHandler(drained -> {
            context.response().drainHandler(null);
            context.next();
            context.request().resume();
        });
    }

    private void add(Router router, Route route) {
        io.vertx.ext.web.Route added = at(router, route.path()).method(route.method());
        if (route.method().equals(GET)) {
            added.method(HEAD);
        }
        added.handler(context -> {
            clock.found(context, route.path());
            route.handler().handle(context);
        });
    }

    /** Behind all methods that a path has stands the answer for those that it lacks. */
    private void addRefusal(Router router, String path) {
        String allowed = methods(table.stream().filter(route -> route.path().equals(path)));
        at(router, path).handler(context -> {
            clock.found(context, path);
            context.fail(new ProblemException(Problem.methodNotAllowed(allowed)));
        });
    }

    /** {@code OPTIONS *} asks for the server as a whole (RFC 9110, section 9.3.7). */
    private void handleNoRoute(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.method().equals(HttpMethod.OPTIONS) && request.uri().equals("*")) {
            context.response().putHeader(HttpHeaders.ALLOW, methods(table.stream()));
            responder.sendEmpty(request, 204);
        } else {
            problems.handleNoRoute(context);
        }
    }

    private static String methods(Stream<Route> routes) {
        return routes.map(Route::method)
                .flatMap(method -> method.equals(GET) ? Stream.of(GET, HEAD) : Stream.of(method))
                .map(HttpMethod::name)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /**
     * The path is matched as it came: were it normalised first, {@code ..} and encoded slashes could lead to another route
     * than the one that a proxy in front has seen.
     */
    private static io.vertx.ext.web.Route at(Router router, String path) {
        return router.route(path.replaceAll("\\{(\\w+)}", ":$1"))
                .useNormalizedPath(false)
                .setName(path);
    }
}

package io.portmaster.http.api;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import io.portmaster.http.problem.Problem;
import io.portmaster.http.problem.ProblemException;
import io.portmaster.http.problem.ProblemHandler;
import io.portmaster.http.server.BodyReader;
import io.portmaster.http.server.PercentEncoding;
import io.portmaster.http.server.RequestClock;
import io.portmaster.http.server.RequestIds;
import io.portmaster.http.server.Responder;
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
public final class Routes {
    private final List<Route> table;
    private final RequestIds ids;
    private final RequestClock clock;
    private final ProblemHandler problems;
    private final Responder responder;
    private final BodyReader bodies;

    /** @param path as in the contract: with parameters in braces. A trailing slash is accepted too */
    record Route(HttpMethod method, String path, Handler<RoutingContext> handler) {}

    public Routes(
            ServiceHandler services,
            OfferHandler offers,
            PortHandler ports,
            PortListHandler lists,
            LeaseHandler leases,
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
        // The routes are tried in this order, so the busiest stand first.
        this.table = List.of(
                new Route(POST, Paths.OFFERS, offers::create),
                new Route(POST, Paths.RENEW, leases::renew),
                new Route(GET, Paths.PORT, ports::find),
                new Route(GET, Paths.OFFERS, lists::offers),
                new Route(POST, Paths.ACCEPT, offers::accept),
                new Route(POST, Paths.REJECT, offers::reject),
                new Route(GET, Paths.OFFER, offers::read),
                new Route(PUT, Paths.OFFER, offers::accept),
                new Route(DELETE, Paths.OFFER, offers::rejectByDelete),
                new Route(DELETE, Paths.PORT, ports::delete),
                new Route(GET, Paths.PORTS, lists::ports),
                new Route(GET, Paths.ALL_PORTS, lists::allPorts),
                new Route(GET, Paths.HOLDER, ports::findHolder),
                new Route(GET, Paths.SERVICE, services::read),
                new Route(PUT, Paths.SERVICE, services::replace),
                new Route(PATCH, Paths.SERVICE, services::change),
                new Route(DELETE, Paths.SERVICE, services::delete),
                new Route(GET, Paths.SERVICES, services::list),
                new Route(POST, Paths.SERVICES, services::create),
                new Route(GET, Paths.LEASE, leases::read),
                new Route(DELETE, Paths.LEASE, leases::end),
                new Route(GET, Paths.LEASES, leases::list),
                new Route(POST, Paths.LEASES, leases::create),
                new Route(GET, Paths.LIVE, probes::alive),
                new Route(GET, Paths.READY, probes::ready),
                new Route(GET, Paths.METRICS, probes::metrics),
                new Route(GET, Paths.CONTRACT, probes::contract),
                new Route(GET, Paths.EXEC_SCRIPT, probes::execScript),
                new Route(GET, Paths.WEB_PAGE, probes::webPage));
    }

    List<Route> table() {
        return table;
    }

    /** A router for one event loop. */
    public Router router(Vertx vertx) {
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
        if (context.request().path().startsWith(Paths.VERSION)) {
            context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        if (context.response().writeQueueFull()) {
            awaitRoom(context);
        } else {
            context.next();
        }
    }

    /** Stops reading from a client that sends requests and takes no answers: the node would have to keep all the answers. */
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

    /** Adds the answer to all other methods of the path. The router tries it after the path's routes. */
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
     * Matches the path as the client sent it. With {@code ..} or encoded slashes, a normalised path could lead to another route
     * than the one that a proxy in front has seen.
     */
    private static io.vertx.ext.web.Route at(Router router, String path) {
        return router.route(path.replaceAll("\\{(\\w+)}", ":$1"))
                .useNormalizedPath(false)
                .setName(path);
    }
}

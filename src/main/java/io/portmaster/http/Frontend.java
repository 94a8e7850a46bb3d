package io.portmaster.http;

import io.portmaster.allocation.Allocator;
import io.portmaster.allocation.ClientLeases;
import io.portmaster.allocation.Queries;
import io.portmaster.domain.Space;
import io.portmaster.domain.Uuids;
import io.portmaster.http.api.Answers;
import io.portmaster.http.api.Documents;
import io.portmaster.http.api.Gateway;
import io.portmaster.http.api.LeaseHandler;
import io.portmaster.http.api.ListAnswers;
import io.portmaster.http.api.OfferHandler;
import io.portmaster.http.api.PortHandler;
import io.portmaster.http.api.PortListHandler;
import io.portmaster.http.api.ProbeHandler;
import io.portmaster.http.api.Probes;
import io.portmaster.http.api.Routes;
import io.portmaster.http.api.ServiceHandler;
import io.portmaster.http.problem.ProblemHandler;
import io.portmaster.http.server.Admission;
import io.portmaster.http.server.BodyReader;
import io.portmaster.http.server.ByteBudget;
import io.portmaster.http.server.ClientTimeouts;
import io.portmaster.http.server.Drain;
import io.portmaster.http.server.Limits;
import io.portmaster.http.server.RequestClock;
import io.portmaster.http.server.RequestIds;
import io.portmaster.http.server.RequestListener;
import io.portmaster.http.server.Responder;
import io.portmaster.http.server.Server;
import io.portmaster.http.server.Traffic;
import io.portmaster.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Connects the server with the routes. The allocator runs on its own event loop; its results come back to the request's loop. */
public final class Frontend {
    /** The name of the one thread that writes long lists for all event loops, so that lists take one processor at most. */
    private static final String LIST_WRITER = "list-writer";

    private final Vertx vertx;
    private final Allocator allocator;
    private final ClientLeases leases;
    private final Queries queries;
    private final Space space;
    private final Loop loop;
    private final Probes probes;
    private final Drain drain;
    private final Traffic traffic;
    private final RequestListener onAnswer;
    private final ClientTimeouts timeouts;
    private final Admission admission;
    private final ByteBudget bodyBytes;
    private final ByteBudget listBytes;
    private final Documents documents = Documents.load();
    private final Server server;

    /**
     * A frontend without TLS.
     *
     * @param space the space that is served
     * @param loop the allocator's event loop
     */
    public Frontend(
            Vertx vertx,
            Allocator allocator,
            ClientLeases leases,
            Queries queries,
            Space space,
            Loop loop,
            Probes probes,
            Drain drain,
            Traffic traffic,
            RequestListener onAnswer,
            Limits limits) {
        this(vertx, allocator, leases, queries, space, loop, probes, drain, traffic, onAnswer, limits, null);
    }

    /**
     * @param space the space that is served
     * @param loop the allocator's event loop
     * @param certificate for TLS; null for none
     */
    Frontend(
            Vertx vertx,
            Allocator allocator,
            ClientLeases leases,
            Queries queries,
            Space space,
            Loop loop,
            Probes probes,
            Drain drain,
            Traffic traffic,
            RequestListener onAnswer,
            Limits limits,
            @Nullable KeyCertOptions certificate) {
        this.vertx = vertx;
        this.allocator = allocator;
        this.leases = leases;
        this.queries = queries;
        this.space = space;
        this.loop = loop;
        this.probes = probes;
        this.drain = drain;
        this.traffic = traffic;
        this.onAnswer = onAnswer;
        this.timeouts = limits.timeouts();
        this.admission = new Admission(limits.requests(), traffic);
        this.bodyBytes = new ByteBudget(limits.bodyBytes());
        this.listBytes = new ByteBudget(limits.answerBytes());
        this.server = new Server(vertx, this::handlers, drain, traffic, timeouts, certificate);
    }

    /** Makes the handlers of one event loop. */
    private Server.Handlers handlers() {
        // Ids need no secure randomness: they must differ, and are not secret.
        RandomGenerator random = new SplittableRandom();
        RequestIds ids = new RequestIds(() -> Uuids.random(random).toString());
        Responder responder = new Responder(ids, drain, timeouts);
        RequestClock clock = new RequestClock(onAnswer);
        ProblemHandler problems = new ProblemHandler(responder, ids, clock, traffic);
        Gateway gateway = new Gateway(allocator, leases, queries, space, loop, admission);
        Answers answers = new Answers(responder);
        ListAnswers lists =
                new ListAnswers(responder, listBytes, admission, vertx.createSharedWorkerExecutor(LIST_WRITER, 1));
        Routes routes = new Routes(
                new ServiceHandler(gateway, answers, lists),
                new OfferHandler(gateway, answers),
                new PortHandler(gateway, answers),
                new PortListHandler(gateway, lists),
                new LeaseHandler(gateway, answers, lists),
                new ProbeHandler(probes, drain, documents, responder),
                new BodyReader(bodyBytes, admission),
                problems,
                responder,
                ids,
                clock);
        return new Server.Handlers(routes.router(vertx), problems::handleMalformed);
    }

    /**
     * @param port 0 for any free one
     * @param instances event loops to serve on, 1 or more
     * @return completes once all event loops serve; fails if the address can't be bound
     */
    public Future<Void> listen(String host, int port, int instances) {
        return server.listen(host, port, instances);
    }

    /** The port that the server listens on. Call it after {@link #listen} has completed. */
    public int port() {
        return server.port();
    }

    /**
     * Ends the frontend as {@link Server#close} describes.
     *
     * @param bound the longest time until connections are closed; one second more if a request is about to arrive
     */
    public Future<Void> close(Duration bound) {
        return server.close(bound);
    }

    /** Whether {@link #close} closed connections before their clients had received all answers. */
    public boolean cutOffRequests() {
        return server.cutOffRequests();
    }
}

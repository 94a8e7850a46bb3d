package io.portmaster.http;

import io.portmaster.allocation.Allocator;
import io.portmaster.allocation.Queries;
import io.portmaster.domain.Space;
import io.portmaster.domain.Uuids;
import io.portmaster.http.api.Answers;
import io.portmaster.http.api.Documents;
import io.portmaster.http.api.Gateway;
import io.portmaster.http.api.HoldingListHandler;
import io.portmaster.http.api.ListAnswers;
import io.portmaster.http.api.OfferHandler;
import io.portmaster.http.api.PortHandler;
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

/** Wires the server to the API. The allocator has an event loop of its own, which answers come back from. */
public final class Frontend {
    /** One thread for all event loops: however many lists are asked for, they take no more than one processor. */
    private static final String LIST_WRITER = "list-writer";

    private final Vertx vertx;
    private final Allocator allocator;
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
     * Without TLS.
     *
     * @param space that is served
     * @param loop that the allocator lives on
     */
    public Frontend(
            Vertx vertx,
            Allocator allocator,
            Queries queries,
            Space space,
            Loop loop,
            Probes probes,
            Drain drain,
            Traffic traffic,
            RequestListener onAnswer,
            Limits limits) {
        this(vertx, allocator, queries, space, loop, probes, drain, traffic, onAnswer, limits, null);
    }

    /**
     * @param space that is served
     * @param loop that the allocator lives on
     * @param certificate for TLS; null for none
     */
    Frontend(
            Vertx vertx,
            Allocator allocator,
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

    /** The handlers of one event loop. */
    private Server.Handlers handlers() {
        // Ids must differ, and needn't be secret: so the system is not asked for randomness.
        RandomGenerator random = new SplittableRandom();
        RequestIds ids = new RequestIds(() -> Uuids.random(random).toString());
        Responder responder = new Responder(ids, drain, timeouts);
        RequestClock clock = new RequestClock(onAnswer);
        ProblemHandler problems = new ProblemHandler(responder, ids, clock, traffic);
        Gateway gateway = new Gateway(allocator, queries, space, loop, admission);
        Answers answers = new Answers(responder);
        ListAnswers lists =
                new ListAnswers(responder, listBytes, admission, vertx.createSharedWorkerExecutor(LIST_WRITER, 1));
        Routes routes = new Routes(
                new ServiceHandler(gateway, answers, lists),
                new OfferHandler(gateway, answers),
                new PortHandler(gateway, answers),
                new HoldingListHandler(gateway, lists),
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
     * @return completes once all of them serve, or fails if the address can't be had
     */
    public Future<Void> listen(String host, int port, int instances) {
        return server.listen(host, port, instances);
    }

    /** The port that it listens on, once it does. */
    public int port() {
        return server.port();
    }

    /**
     * Ends the frontend as {@link Server#close} describes.
     *
     * @param bound after which connections are closed in any case; a second more at most where a request is about to come
     */
    public Future<Void> close(Duration bound) {
        return server.close(bound);
    }

    /** Whether {@link #close} ended connections whose clients had not got all of their answers. */
    public boolean cutOffRequests() {
        return server.cutOffRequests();
    }
}

package io.portmaster.http;

import io.netty.channel.Channel;
import io.portmaster.allocation.Allocator;
import io.portmaster.allocation.Queries;
import io.portmaster.domain.Space;
import io.portmaster.domain.Uuids;
import io.portmaster.loop.Loop;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Serves HTTP on one port with several event loops. The allocator has one of its own, which answers reach them from. */
public final class Frontend {
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;

    /** A client that finds no room here tries again by itself, after 1, 2, 4, ... s. As many as Linux allows by default. */
    private static final int BACKLOG = 4096;

    /** One thread for all event loops: however many lists are asked for, they take no more than one processor. */
    private static final String LIST_WRITER = "list-writer";

    /** For so long whoever has just connected, or is in the middle of a request, may ask before the rest is closed. */
    private static final Duration LAST_CALL = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Allocator allocator;
    private final Queries queries;
    private final Space space;
    private final Loop loop;
    private final Probes probes;
    private final Drain drain;
    private final Traffic traffic;
    private final RequestListener onAnswer;
    private final Pace pace;
    private final Admission admission;
    private final ByteBudget bodies;
    private final ByteBudget lists;
    private final Documents documents = Documents.load();

    /** How long requests in flight may take to finish once the frontend closes. */
    private volatile Duration grace = Duration.ZERO;

    private volatile @Nullable String deployment;
    private volatile int port;

    /** What accepts connections for all event loops. Vert.x shows it to nobody but the connections that came through it. */
    private volatile @Nullable Channel listener;

    private @Nullable Future<Void> closed;

    /** Whether connections were ended whose clients had not got all of their answers. */
    private volatile boolean cutOff;

    /**
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
        this.vertx = vertx;
        this.allocator = allocator;
        this.queries = queries;
        this.space = space;
        this.loop = loop;
        this.probes = probes;
        this.drain = drain;
        this.traffic = traffic;
        this.onAnswer = onAnswer;
        this.pace = limits.pace();
        this.admission = new Admission(limits.requests(), traffic);
        this.bodies = new ByteBudget(limits.bodyBytes());
        this.lists = new ByteBudget(limits.answerBytes());
    }

    /**
     * @param port 0 for any free one
     * @param instances event loops to serve on, 1 or more
     * @return completes once all of them serve, or fails if the address can't be had
     */
    public Future<Void> listen(String host, int port, int instances) {
        // By Vert.x's rules, instances share a port that is chosen for them if they ask for one that is below zero.
        HttpServerOptions options = options().setHost(host).setPort(port == 0 ? -1 : port);
        return vertx.deployVerticle(() -> new Instance(options), new DeploymentOptions().setInstances(instances))
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setReuseAddress(true)
                .setAcceptBacklog(BACKLOG)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    /** The port that it listens on, once it does. */
    public int port() {
        return port;
    }

    /**
     * Stops accepting connections, gives those that came last a moment to ask, closes the idle ones, and lets requests in
     * flight finish. Call {@link Drain#begin} a while before, so that clients and proxies leave by themselves. Called again,
     * it only waits for the same end.
     *
     * @param bound after which connections are closed all the same; a second more at most where somebody is about to ask
     */
    public synchronized Future<Void> close(Duration bound) {
        drain.begin();
        if (closed == null) {
            grace = bound;
            closed = deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
        }
        return closed;
    }

    /** Whether {@link #close} ended connections whose clients had not got all of their answers. */
    public boolean cutOffRequests() {
        return cutOff;
    }

    /** One event loop's server, with handlers of its own. */
    private final class Instance extends VerticleBase {
        private final HttpServerOptions options;
        private final ClientWatch clients = new ClientWatch(Frontend.this.vertx, pace, traffic);
        private @Nullable HttpServer server;
        private boolean listening;

        Instance(HttpServerOptions options) {
            this.options = options;
        }

        @Override
        public Future<?> start() {
            // To be told apart, not to be kept secret: no need to ask the system for each.
            RandomGenerator random = new SplittableRandom();
            RequestIds ids = new RequestIds(() -> Uuids.random(random).toString());
            Responder responder = new Responder(ids, drain, pace);
            RequestClock clock = new RequestClock(onAnswer);
            ProblemHandler problems = new ProblemHandler(responder, ids, clock, traffic);
            Gateway gateway = new Gateway(allocator, queries, space, loop, admission);
            Answers answers =
                    new Answers(responder, lists, admission, vertx.createSharedWorkerExecutor(LIST_WRITER, 1));
            Routes routes = new Routes(
                    new ServiceHandler(gateway, answers),
                    new OfferHandler(gateway, answers),
                    new PortHandler(gateway, answers),
                    new HoldingListHandler(gateway, answers),
                    new ProbeHandler(probes, drain, documents, responder),
                    new BodyReader(bodies, admission),
                    problems,
                    responder,
                    ids,
                    clock);
            HttpServer created = vertx.createHttpServer(options)
                    .connectionHandler(this::accept)
                    .invalidRequestHandler(problems::handleMalformed)
                    .requestHandler(routes.router(vertx));
            server = created;
            return created.listen().onSuccess(bound -> {
                port = bound.actualPort();
                clients.start();
                listening = true;
            });
        }

        /**
         * Vert.x opens the port before it has made the meters that it counts connections with, and what comes in between is
         * never answered: better to turn it away.
         */
        private void accept(HttpConnection connection) {
            if (listening) {
                Channel channel = ((ConnectionBase) connection).channel();
                listener = channel.parent();
                Client client = clients.welcome(channel);
                StrictRequestDecoder.install(connection, options, client);
                channel.pipeline().addFirst(new LingeringClose(client));
            } else {
                connection.close();
            }
        }

        /**
         * Vert.x would close the port and all connections that have no request yet in one go, and whoever had just connected would
         * never be answered.
         */
        private Future<Void> stopListening() {
            Channel open = listener;
            if (open == null) {
                // Nobody ever came.
                return Future.succeededFuture();
            }
            Promise<Void> closed = Promise.promise();
            open.close().addListener(done -> context.runOnContext(home -> closed.complete()));
            return closed.future();
        }

        /**
         * Vert.x would end a connection whose client has yet to take its answer, in the middle of that. It waits for requests
         * without an answer only, and doesn't tell whether it had to end some: it takes all of its time if so.
         */
        private Future<Void> shutDown(HttpServer serving) {
            long begun = System.nanoTime();
            return clients.taken(grace).compose(taken -> {
                long left =
                        Math.max(1, grace.minusNanos(System.nanoTime() - begun).toMillis());
                long asked = System.nanoTime();
                return serving.shutdown(left, TimeUnit.MILLISECONDS).onComplete(closed -> {
                    if (!taken || System.nanoTime() - asked >= TimeUnit.MILLISECONDS.toNanos(left)) {
                        cutOff = true;
                    }
                });
            });
        }

        @Override
        public Future<?> stop() {
            HttpServer serving = server;
            if (serving == null) {
                return Future.succeededFuture();
            }
            return stopListening()
                    .compose(deaf -> clients.quiet(LAST_CALL))
                    .compose(quiet -> shutDown(serving))
                    .onComplete(closed -> clients.stop());
        }
    }
}

package io.portmaster.http.server;

import io.netty.channel.Channel;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves HTTP/1.1 on one port with several event loops, with TLS or without. */
public final class Server {
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;

    /**
     * How many connections may wait to be accepted: Linux's own limit. Further clients try again after 1 s, 2 s, 4 s and so on.
     */
    private static final int BACKLOG = 4096;

    /**
     * When the server closes, a client that has just connected, or is sending a request, has this time to complete the request.
     */
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Supplier<Handlers> handlers;
    private final Drain drain;
    private final Traffic traffic;
    private final ClientTimeouts timeouts;
    private final @Nullable KeyCertOptions certificate;

    /** How long requests in flight may take to finish once the server closes. */
    private volatile Duration grace = Duration.ZERO;

    private volatile @Nullable String deployment;
    private volatile int port;

    /**
     * The channel that accepts connections for all event loops. Vert.x gives access to it only through an accepted connection.
     */
    private volatile @Nullable Channel listener;

    private @Nullable Future<Void> closed;

    /** Whether connections were closed before their clients had received all answers. */
    private volatile boolean cutOff;

    /**
     * The handlers of requests. Each event loop has its own.
     *
     * @param malformed handles requests that the decoder refuses. The cause is in the request's decoder result
     */
    public record Handlers(Handler<HttpServerRequest> requests, Handler<HttpServerRequest> malformed) {}

    /**
     * @param handlers makes the handlers of an event loop, on that loop
     * @param certificate for TLS; null for none
     */
    public Server(
            Vertx vertx,
            Supplier<Handlers> handlers,
            Drain drain,
            Traffic traffic,
            ClientTimeouts timeouts,
            @Nullable KeyCertOptions certificate) {
        this.vertx = vertx;
        this.handlers = handlers;
        this.drain = drain;
        this.traffic = traffic;
        this.timeouts = timeouts;
        this.certificate = certificate;
    }

    /**
     * @param port 0 for any free one
     * @param instances event loops to serve on, 1 or more
     * @return completes once all event loops serve; fails if the address can't be bound
     */
    public Future<Void> listen(String host, int port, int instances) {
        // A negative port tells Vert.x to choose one free port for all instances.
        HttpServerOptions options = options().setHost(host).setPort(port == 0 ? -1 : port);
        return vertx.deployVerticle(() -> new Instance(options), new DeploymentOptions().setInstances(instances))
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setReuseAddress(true)
                .setAcceptBacklog(BACKLOG)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                // Only HTTP/1.1 is served: time limits, phases and the strict decoder are made for its connections.
                .setUseAlpn(false)
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        return certificate == null ? options : options.setSsl(true).setKeyCertOptions(certificate);
    }

    /** The port that the server listens on. Call it after {@link #listen} has completed. */
    public int port() {
        return port;
    }

    /**
     * Closes the server: stops accepting connections, gives the newest clients a moment to send a request, ends streams, closes
     * idle connections, and lets requests in flight finish. Call {@link Drain#begin} a while before, so that clients and proxies
     * leave by themselves. A second call returns the same future.
     *
     * @param bound the longest time until connections are closed; one second more if a request is about to arrive
     */
    public synchronized Future<Void> close(Duration bound) {
        drain.begin();
        if (closed == null) {
            grace = bound;
            closed = deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
        }
        return closed;
    }

    /** Whether {@link #close} closed connections before their clients had received all answers. */
    public boolean cutOffRequests() {
        return cutOff;
    }

    /** One event loop's server, with handlers of its own. */
    private final class Instance extends VerticleBase {
        private final HttpServerOptions options;
        private final ClientWatch clients = new ClientWatch(Server.this.vertx, timeouts, traffic);
        private @Nullable HttpServer server;
        private boolean listening;

        Instance(HttpServerOptions options) {
            this.options = options;
        }

        @Override
        public Future<?> start() {
            Handlers own = handlers.get();
            HttpServer created = vertx.createHttpServer(options)
                    .connectionHandler(this::accept)
                    .invalidRequestHandler(own.malformed())
                    .requestHandler(own.requests());
            server = created;
            return created.listen().onSuccess(bound -> {
                port = bound.actualPort();
                clients.start();
                listening = true;
            });
        }

        /**
         * Accepts a connection, and closes it if it comes too early. Vert.x opens the port before its own meters are ready, and
         * would never answer on a connection that comes between.
         */
        private void accept(HttpConnection connection) {
            if (listening) {
                Channel channel = VertxInternals.channel(connection);
                listener = channel.parent();
                ClientConnection client = clients.add(channel);
                VertxInternals.install(connection, client.closing(), new WatchedRequestDecoder(options, client));
            } else {
                connection.close();
            }
        }

        /**
         * Closes only the port. Vert.x would also close all connections without a request, and clients that had just connected
         * would get no answer.
         */
        private Future<Void> stopListening() {
            Channel open = listener;
            if (open == null) {
                // No connection has ever been accepted.
                return Future.succeededFuture();
            }
            Promise<Void> done = Promise.promise();
            open.close().addListener(ended -> context.runOnContext(here -> done.complete()));
            return done.future();
        }

        /**
         * Waits until clients have taken their answers, and then lets Vert.x close the connections. Vert.x alone would close a
         * connection in the middle of an answer: it waits only for requests without one. It doesn't tell whether it cut some off,
         * but then it has used all of its time.
         */
        private Future<Void> shutDown(HttpServer serving) {
            long begun = System.nanoTime();
            return clients.awaitResponsesTaken(grace).compose(taken -> {
                long left =
                        Math.max(1, grace.minusNanos(System.nanoTime() - begun).toMillis());
                long asked = System.nanoTime();
                return serving.shutdown(left, TimeUnit.MILLISECONDS).onComplete(ended -> {
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
                    .compose(stopped -> clients.awaitRequests(LAST_REQUESTS))
                    .compose(none -> {
                        clients.endStreams();
                        return shutDown(serving);
                    })
                    .onComplete(ended -> clients.stop());
        }
    }
}

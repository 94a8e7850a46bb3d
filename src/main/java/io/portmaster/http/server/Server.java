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

    /** A client that finds no room here tries again by itself, after 1, 2, 4, ... s. As many as Linux allows by default. */
    private static final int BACKLOG = 4096;

    /** For so long a client that has just connected, or is in the middle of a request, may send it once the server closes. */
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

    /** The channel that accepts connections for all event loops. Vert.x shows it only through these connections. */
    private volatile @Nullable Channel listener;

    private @Nullable Future<Void> closed;

    /** Whether connections were ended whose clients had not got all of their answers. */
    private volatile boolean cutOff;

    /**
     * What is called for requests. Each event loop has handlers of its own.
     *
     * @param malformed is called for requests that the decoder refuses: the cause is in the request's decoder result
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
     * @return completes once all of them serve, or fails if the address can't be had
     */
    public Future<Void> listen(String host, int port, int instances) {
        // By Vert.x's rules, instances share a port that is chosen for them if they ask for one that is below zero.
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
                // HTTP/1.1 only: limits, phases and the strict decoder are made for its connections.
                .setUseAlpn(false)
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        return certificate == null ? options : options.setSsl(true).setKeyCertOptions(certificate);
    }

    /** The port that it listens on, once it does. */
    public int port() {
        return port;
    }

    /**
     * Stops accepting connections, gives those that came last a moment to send a request, ends responses that go on, closes the
     * idle connections, and lets requests in flight finish. Call {@link Drain#begin} a while before, so that clients and proxies
     * leave by themselves. Called again, it only waits for the same end.
     *
     * @param bound after which connections are closed in any case; a second more at most where a request is about to come
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
         * Closes connections that come too early: Vert.x opens the port before it has made the meters that it counts connections
         * with, and never answers on a connection that came in between.
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
         * Closes the port alone. Vert.x would close all connections that have no request yet in one go with it, and clients that
         * had just connected would never be answered.
         */
        private Future<Void> stopListening() {
            Channel open = listener;
            if (open == null) {
                // No connection ever came.
                return Future.succeededFuture();
            }
            Promise<Void> done = Promise.promise();
            open.close().addListener(ended -> context.runOnContext(here -> done.complete()));
            return done.future();
        }

        /**
         * Waits until clients have taken their answers, then has Vert.x close: Vert.x would end a connection in the middle of an
         * answer. It waits for requests without an answer only, and doesn't tell whether it had to end some: it takes all of its
         * time if so.
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

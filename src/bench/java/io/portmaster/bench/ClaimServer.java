package io.portmaster.bench;

import io.netty.channel.EventLoop;
import io.portmaster.loop.ThreadLoop;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A server that claims a port for each request, on one event loop as a node does. It neither plans, nor reads requests, nor
 * writes answers about the port. So it is a limit for every node on Vert.x with these transactions.
 */
public final class ClaimServer extends AbstractVerticle {
    /** Begins a round. */
    static final String ROUND = "/round";

    private static final Buffer ANSWER =
            Buffer.buffer("{\"service\":\"bench-1\",\"name\":\"web-00012345\",\"port\":12345,\"state\":\"offered\","
                    + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"expires\":\"2026-11-22T14:46:39.277408Z\","
                    + "\"secret\":\"6f8ffc86-d98a-49ba-848a-a7cbaaea9360\"}");

    private final List<URI> members;
    private final String prefix;

    private ClaimServer(List<URI> members, String prefix) {
        this.members = members;
        this.prefix = prefix;
    }

    @Override
    public void start(Promise<Void> started) {
        EventLoop eventLoop = ((ContextInternal) context).nettyEventLoop();
        Claimer claimer = new Claimer(new ThreadLoop(eventLoop), eventLoop, members, prefix);
        claimer.start().thenRun(() -> vertx.createHttpServer()
                .requestHandler(
                        request -> answer(request, request.path().equals(ROUND) ? claimer.renew() : claimer.claim()))
                .listen(-1, "127.0.0.1")
                .onSuccess(Server::announce)
                .<Void>mapEmpty()
                .onComplete(started));
    }

    private static void answer(HttpServerRequest request, CompletableFuture<Void> done) {
        done.whenComplete((claimed, failure) -> {
            if (failure != null) {
                request.response().setStatusCode(500).end(failure.toString());
                return;
            }
            // A node sends these headers, too.
            request.response().putHeader("Location", "/v1/services/bench-1/ports/12345");
            request.response().putHeader("Content-Type", "application/json");
            request.response().putHeader("X-Request-Id", "6f8ffc86-d98a-49ba-848a-a7cbaaea9360");
            request.response().end(ANSWER);
        });
    }

    /**
     * Serves until the process is ended.
     *
     * @param arguments the prefix of its keys, and etcd's members
     */
    public static void main(String[] arguments) {
        List<URI> members = Stream.of(arguments).skip(1).map(URI::create).toList();
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1))
                .deployVerticle(() -> new ClaimServer(members, arguments[0]), new DeploymentOptions())
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }
}

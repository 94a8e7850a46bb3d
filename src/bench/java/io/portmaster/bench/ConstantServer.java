package io.portmaster.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** The baseline of reads: a server on Vert.x, in a process of its own, that always gives one answer. */
public final class ConstantServer extends AbstractVerticle {
    private static final Buffer ANSWER =
            Buffer.buffer("{\"service\":\"bench-1\",\"name\":\"web-00012345\",\"port\":12345,"
                    + "\"state\":\"allocated\",\"created\":\"2026-11-22T14:16:39.277408Z\"}");

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer()
                .requestHandler(request -> {
                    // A node sends these headers, too.
                    request.response().putHeader("ETag", "\"1234567\"");
                    request.response().putHeader("Content-Type", "application/json");
                    request.response().putHeader("X-Request-Id", "6f8ffc86-d98a-49ba-848a-a7cbaaea9360");
                    request.response().end(ANSWER);
                })
                .listen(-1, "127.0.0.1")
                .onSuccess(Server::announce)
                .<Void>mapEmpty()
                .onComplete(started);
    }

    /** Serves until the process is ended, on an event loop for each processor. */
    public static void main(String[] arguments) {
        Vertx.vertx()
                .deployVerticle(ConstantServer.class.getName(), new DeploymentOptions().setInstances(eventLoops()))
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }

    private static int eventLoops() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }
}

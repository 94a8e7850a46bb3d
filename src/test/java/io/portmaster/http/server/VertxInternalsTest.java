package io.portmaster.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.portmaster.http.HttpNode;
import io.portmaster.http.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the program needs of Vert.x's inner classes. If this fails after an upgrade of Vert.x, mend {@link VertxInternals}. */
class VertxInternalsTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        HttpNode.await(vertx.close());
    }

    @Test
    void ownHandlersStandWhereVertxHadItsDecoder() throws Exception {
        CompletableFuture<HttpServerRequest> received = new CompletableFuture<>();
        Server server = new Server(
                vertx,
                () -> new Server.Handlers(
                        request -> {
                            received.complete(request);
                            request.response().end();
                        },
                        request -> {}),
                new Drain(),
                new Traffic(),
                ClientTimeouts.USUAL,
                null);
        HttpNode.await(server.listen("127.0.0.1", 0, 1));
        try (RawConnection client = new RawConnection(server.port())) {
            client.exchange("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", false).expect(200);

            Channel channel = VertxInternals.channel(received.join().connection());
            List<String> names = channel.pipeline().names();
            int decoder = names.indexOf("httpDecoder");
            assertThat(decoder).as("the place of the decoder in " + names).isPositive();
            assertThat(channel.pipeline().get("httpDecoder")).isInstanceOf(WatchedRequestDecoder.class);
            assertThat(channel.pipeline().get(names.get(decoder - 1))).isInstanceOf(LingeringClose.class);
            assertThat(ClientConnection.of(received.join())).isNotNull();
        }
        HttpNode.await(server.close(Duration.ZERO));
    }

    @Test
    void bytesAreNotCopied() {
        byte[] bytes = {1, 2, 3};
        var buffer = VertxInternals.wrap(bytes);

        bytes[0] = 9;

        assertThat(buffer.getBytes()).containsExactly(9, 2, 3);
    }

    @Test
    void loopRunsATaskAtOnceIfItIsTheOneThatGivesIt() throws Exception {
        CompletableFuture<Boolean> atOnce = new CompletableFuture<>();
        CompletableFuture<Executor> loop = new CompletableFuture<>();
        CompletableFuture<Thread> home = new CompletableFuture<>();
        vertx.runOnContext(here -> {
            Executor calling = VertxInternals.callingLoop(vertx);
            boolean[] ran = new boolean[1];
            calling.execute(() -> ran[0] = true);
            atOnce.complete(ran[0]);
            home.complete(Thread.currentThread());
            loop.complete(calling);
        });

        assertThat(atOnce.get(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Thread> elsewhere = new CompletableFuture<>();
        loop.join().execute(() -> elsewhere.complete(Thread.currentThread()));
        assertThat(elsewhere.get(10, TimeUnit.SECONDS)).isEqualTo(home.join());
    }
}

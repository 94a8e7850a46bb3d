package io.portmaster.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.cluster.Await;
import io.portmaster.http.HttpNode;
import io.portmaster.http.RawConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streaming responses, which a handler of this test sends. */
class StreamingTest {
    private static final ClientTimeouts SHORT = new ClientTimeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(1000),
            Duration.ofMillis(300),
            Duration.ofMillis(20));

    private static final String REQUEST = "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final Traffic traffic = new Traffic();
    private final CompletableFuture<HttpServerRequest> streaming = new CompletableFuture<>();
    private final Server server = new Server(
            vertx, () -> new Server.Handlers(this::stream, request -> {}), new Drain(), traffic, SHORT, null);

    @BeforeEach
    void start() {
        HttpNode.await(server.listen("127.0.0.1", 0, 1));
    }

    @AfterEach
    void stop() {
        HttpNode.await(server.close(Duration.ZERO));
        HttpNode.await(vertx.close());
    }

    private void stream(HttpServerRequest request) {
        ClientConnection connection = ClientConnection.of(request);
        connection.streamStarted(() -> request.response().end("last"));
        request.response().endHandler(ended -> connection.streamEnded());
        request.response().setChunked(true).write("first");
        streaming.complete(request);
    }

    private void send(Buffer piece) {
        HttpServerRequest request = streaming.join();
        request.response().write(piece);
    }

    private static void readUntil(Socket client, String expected) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf(expected) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("the connection ended after " + read);
            }
            read.append((char) next);
        }
    }

    private Socket connect() throws IOException {
        Socket client = new Socket("127.0.0.1", server.port());
        client.setSoTimeout(15_000);
        client.getOutputStream().write(REQUEST.getBytes(ISO_8859_1));
        return client;
    }

    @Test
    void streamThatIsSilentOutlivesAnIdleConnection() throws IOException {
        try (Socket client = connect();
                RawConnection idle = new RawConnection(server.port())) {
            readUntil(client, "first");
            idle.expectEnd();
            Await.pass(SHORT.keepAlive().multipliedBy(3).plus(SHORT.response()));

            send(Buffer.buffer("second"));

            readUntil(client, "second");
            assertThat(traffic.connections()).isEqualTo(1);
        }
    }

    @Test
    void connectionIsIdleAgainOnceItsStreamHasEnded() throws IOException {
        try (Socket client = connect()) {
            readUntil(client, "first");
            streaming.join().response().end("last");
            readUntil(client, "last\r\n0\r\n\r\n");

            assertThat(client.getInputStream().read()).isNegative();
        }
        assertThat(traffic.count(RequestPhase.KEEP_ALIVE)).isEqualTo(1);
    }

    @Test
    void streamWhoseClientTakesNothingIsEnded() throws IOException {
        Buffer piece = Buffer.buffer("x".repeat(1 << 20));
        try (Socket client = connect()) {
            readUntil(client, "first");
            for (int i = 0; i < 64; i++) {
                send(piece);
            }
            Await.until("it is ended", Duration.ofSeconds(30), () -> traffic.count(RequestPhase.RESPONSE) == 1);
            Await.until("it is gone", Duration.ofSeconds(10), () -> traffic.connections() == 0);
        }
    }

    @Test
    void serverThatClosesEndsItsStreams() throws Exception {
        try (Socket client = connect()) {
            readUntil(client, "first");

            Future<Void> closed = server.close(Duration.ofMinutes(5));

            readUntil(client, "last\r\n0\r\n\r\n");
            assertThat(client.getInputStream().read()).isNegative();
            closed.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        assertThat(server.cutOffRequests()).isFalse();
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    }
}

package io.portmaster.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cluster.Await;
import io.portmaster.http.server.Limits;
import io.portmaster.http.server.RequestPhase;
import io.portmaster.http.server.SlowClientTest;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server does the same on connections with TLS as on others. */
class TlsTest {
    private static final String OFFER = Requests.of("POST", "/v1/services/django/offers", "{\"name\":\"web-01\"}");
    private static final String CREATE =
            Requests.of("POST", "/v1/services", "{\"name\":\"django\",\"start\":5000,\"end\":5009}");
    private static final String ALIVE = Requests.of("GET", "/livez", null);

    @TempDir
    private Path folder;

    private TlsCertificate certificate;
    private HttpNode node;

    @BeforeEach
    void start() throws Exception {
        certificate = TlsCertificate.create(folder);
        node = new HttpNode(1, new Limits(100, 1 << 20, 1 << 20, SlowClientTest.SHORT), certificate.options());
        try (RawConnection client = connect()) {
            client.exchange(CREATE, false).expect(201);
        }
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private RawConnection connect() throws IOException, GeneralSecurityException {
        return certificate.connect(node.port());
    }

    @Test
    void requestsOnOneConnectionAreAnswered() throws Exception {
        try (RawConnection client = connect()) {
            assertThat(client.exchange(OFFER, false).expect(201).text("port")).isEqualTo("5000");
            client.exchange(ALIVE, false).expect(200);
        }
    }

    @Test
    void clientThatSendsOnReadsTheEarlyAnswer() throws Exception {
        String body = "x".repeat(4_000_000);
        for (int i = 0; i < 5; i++) {
            try (RawConnection client = connect()) {
                Answer refused = client.exchange(
                        "POST /v1/services HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n" + body,
                        false);

                assertThat(refused.expect(413).header("Connection")).isEqualTo("close");
                client.expectCleanEnd();
            }
        }
    }

    @Test
    void headThatDoesNotArriveInTimeIsAnswered() throws Exception {
        try (RawConnection client = connect()) {
            client.send("GET /livez HTTP/1.1\r\nHost: ");

            assertThat(client.receive().expect(408).code()).isEqualTo("request-timeout");
            client.expectCleanEnd();
        }
    }

    @Test
    void idleConnectionEndsWithCloseNotify() throws Exception {
        try (RawConnection client = connect()) {
            client.exchange(ALIVE, false).expect(200);

            client.expectCleanEnd();
        }
        assertThat(node.traffic.count(RequestPhase.KEEP_ALIVE)).isPositive();
    }

    @Test
    void clientThatTakesNoAnswerIsEnded() throws Exception {
        String contract = Requests.of("GET", "/openapi.yaml", null).repeat(20);
        try (RawConnection client = connect()) {
            Thread asking = new Thread(() -> {
                try {
                    for (int i = 0; i < 3000; i++) {
                        client.send(contract);
                    }
                } catch (IOException e) {
                    // The server has ended the connection, as expected.
                }
            });
            asking.start();
            Await.until("it is ended", Duration.ofSeconds(30), () -> node.traffic.count(RequestPhase.RESPONSE) > 0);
            asking.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(asking.isAlive()).isFalse();
        }
    }

    @Test
    void requestInFlightIsAnsweredBeforeTheNodeCloses() throws Exception {
        CompletableFuture<Void> asked = node.loop.call(() -> node.store.fallSilent());
        try (RawConnection busy = connect();
                RawConnection idle = connect()) {
            idle.exchange(ALIVE, false).expect(200);
            busy.send(OFFER);
            asked.orTimeout(10, TimeUnit.SECONDS).join();

            Future<Void> closed = node.frontend.close(Duration.ofSeconds(20));
            idle.expectCleanEnd();
            assertThat(closed.isComplete()).isFalse();
            node.loop.call(() -> {
                node.store.speak();
                return true;
            });

            assertThat(busy.receive().expect(201).header("Connection")).isEqualTo("close");
            busy.expectCleanEnd();
            HttpNode.await(closed);
        }
        assertThat(node.frontend.cutOffRequests()).isFalse();
    }
}

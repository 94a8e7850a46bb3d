package io.portmaster.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.cluster.Await;
import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import io.portmaster.http.RawConnection;
import io.portmaster.http.Requests;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slow clients. Each sends something often enough not to be idle. */
public class SlowClientTest {
    public static final ClientTimeouts SHORT = new ClientTimeouts(
            Duration.ofMillis(1500),
            Duration.ofMillis(1500),
            Duration.ofMillis(1000),
            Duration.ofMillis(3000),
            Duration.ofMillis(50));

    private static final Duration BREATH = Duration.ofMillis(20);
    private static final String LOOK = Requests.of("GET", "/v1/services/django", null);
    /** The longest answer that is no list. */
    private static final String CONTRACT = Requests.of("GET", "/openapi.yaml", null);

    private static final String OFFER =
            Requests.of("POST", "/v1/services/django/offers", "{\"name\":\"web-0123456789-0123456789-0123456789\"}");
    private static final int BODY_START = OFFER.indexOf("\r\n\r\n") + 4;

    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode(1, new Limits(100, 1 << 20, 1 << 20, SHORT));
        node.createDjango(5000, 5999);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void headThatComesByteByByteIsAnsweredInTimeAndTheConnectionEnds() throws IOException {
        try (RawConnection client = node.connect()) {
            long start = System.nanoTime();
            trickle(client, "GET /v1/services HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", RequestPhase.HEAD);

            Answer refused = client.receive();
            assertThat(refused.expect(408).code()).isEqualTo("request-timeout");
            assertThat(refused.header("Connection")).isEqualTo("close");
            assertThat(refused.header("X-Request-Id")).isNotEmpty();
            client.expectEnd();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(SHORT.head());
        }
    }

    @Test
    void headOfALaterRequestHasItsTimeToo() throws IOException {
        try (RawConnection client = node.connect()) {
            client.exchange(LOOK, false).expect(200);
            Await.pass(SHORT.head().plus(SHORT.beat()));
            client.exchange(LOOK, false).expect(200);

            trickle(client, "GET /v1/services HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", RequestPhase.HEAD);
            client.receive().expect(408);
            client.expectEnd();
        }
    }

    @Test
    void bodyThatComesByteByByteIsAnsweredInTimeAndTheConnectionEnds() throws IOException {
        try (RawConnection client = node.connect()) {
            String head = "POST /v1/services/django/offers HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nX-Request-Id: mine\r\nContent-Length: 60000\r\n\r\n";
            client.send(head);
            trickle(client, "{", RequestPhase.BODY);

            Answer refused = client.receive();
            assertThat(refused.expect(408).code()).isEqualTo("request-timeout");
            assertThat(refused.header("Connection")).isEqualTo("close");
            assertThat(refused.header("X-Request-Id")).isEqualTo("mine");
            client.expectEnd();
        }
        node.offer("web-01");
    }

    @Test
    void chunksThatNeverEndAreAnsweredInTime() throws IOException {
        try (RawConnection client = node.connect()) {
            client.send("POST /v1/services/django/offers HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (node.traffic.count(RequestPhase.BODY) == 0) {
                client.send("1\r\n \r\n");
                Await.pass(BREATH);
            }
            client.receive().expect(408);
            client.expectEnd();
        }
    }

    @Test
    void whoeverSaysNothingAtAllIsLeftWithoutAWord() throws IOException {
        try (RawConnection client = node.connect()) {
            assertThatThrownBy(client::receive).isInstanceOf(EOFException.class);
        }
        assertThat(node.traffic.count(RequestPhase.FIRST_BYTE)).isEqualTo(1);
    }

    @Test
    void idleConnectionEndsAtLast() throws IOException {
        try (RawConnection client = node.connect()) {
            // The time counts from the request. A busy machine may show this test the answer much later.
            long start = System.nanoTime();
            client.exchange(LOOK, false).expect(200);
            client.expectEnd();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(SHORT.keepAlive());
        }
        assertThat(node.traffic.count(RequestPhase.KEEP_ALIVE)).isPositive();
    }

    @Test
    void slowClientThatKeepsToItsTimeIsServed() throws IOException {
        try (RawConnection client = node.connect()) {
            for (int round = 0; round < 3; round++) {
                int middle = BODY_START / 2;
                client.send(OFFER.substring(0, middle));
                Await.pass(SHORT.head().dividedBy(2));
                client.send(OFFER.substring(middle, BODY_START));
                Await.pass(SHORT.body().dividedBy(2));
                client.send(OFFER.substring(BODY_START));

                assertThat(client.receive().status()).isEqualTo(round == 0 ? 201 : 409);
            }
        }
    }

    @Test
    void clientThatWaitsForItsAnswerHasAllTheTimeInTheWorld() throws IOException {
        CompletableFuture<Void> asked = node.loop.call(() -> node.store.fallSilent());
        try (RawConnection client = node.connect()) {
            client.send(OFFER + LOOK.repeat(20));
            asked.orTimeout(10, TimeUnit.SECONDS).join();
            Await.pass(SHORT.head().plus(SHORT.body()));
            node.loop.call(() -> {
                node.store.speak();
                return true;
            });

            client.receive().expect(201);
            for (int i = 0; i < 20; i++) {
                client.receive().expect(200);
            }
        }
    }

    @Test
    void halfARequestBehindAWholeOneIsAnsweredInItsTurn() throws IOException {
        CompletableFuture<Void> asked = node.loop.call(() -> node.store.fallSilent());
        try (RawConnection client = node.connect()) {
            client.send(OFFER + LOOK.substring(0, 20));
            asked.orTimeout(10, TimeUnit.SECONDS).join();
            Await.until(
                    "the second's time is up",
                    Duration.ofSeconds(10),
                    () -> node.traffic.count(RequestPhase.HEAD) == 1);
            node.loop.call(() -> {
                node.store.speak();
                return true;
            });

            client.receive().expect(201);
            client.receive().expect(408);
            client.expectEnd();
        }
    }

    @Test
    void clientThatAsksOnAndOnAndTakesNoAnswerIsNotAskedForMore() throws IOException {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        try (RawConnection client = node.connect()) {
            // The answers to all these requests are a hundred times more than the system buffers.
            Thread asking = new Thread(() -> {
                try {
                    for (int i = 0; i < 3000; i++) {
                        client.send(CONTRACT.repeat(100));
                    }
                    sent.complete(null);
                } catch (IOException e) {
                    sent.completeExceptionally(e);
                }
            });
            asking.start();
            Await.until("it is ended", Duration.ofSeconds(30), () -> node.traffic.count(RequestPhase.RESPONSE) > 0);
            assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        }
        node.get("/livez").expect(200);
    }

    @Test
    void clientThatAsksOnAndOnAndReadsSlowlyGetsAllAnswers() throws IOException {
        int requests = 300;
        try (RawConnection client = node.connect()) {
            client.send(CONTRACT.repeat(requests));
            for (int i = 0; i < requests; i++) {
                client.receive().expect(200);
            }
        }
    }

    @Test
    void whatComesBehindARequestThatWasTooSlowIsNotHeard() throws IOException {
        try (RawConnection client = node.connect()) {
            client.send("GET /livez HTTP/1.1\r\n");
            client.receive().expect(408);
            client.send("Host: localhost\r\n\r\n" + OFFER);
        } catch (IOException e) {
            // The node may end the connection before that.
        }
        assertThat(node.get("/v1/services/django/offers").json()).isEmpty();
    }

    /** Sends the start, and then more of the same part of a request, until the client's time is up. */
    private void trickle(RawConnection client, String start, RequestPhase part) throws IOException {
        for (int i = 0; i < start.length() && node.traffic.count(part) == 0; i++) {
            client.send(start.substring(i, i + 1));
            Await.pass(BREATH);
        }
        while (node.traffic.count(part) == 0) {
            client.send(" ");
            Await.pass(BREATH);
        }
    }
}

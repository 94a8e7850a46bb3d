package io.portmaster.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.portmaster.cluster.Await;
import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import io.portmaster.http.LogCapture;
import io.portmaster.http.RawConnection;
import io.portmaster.http.Requests;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More requests, bodies and lists than a node takes. */
class OverloadTest {
    private static final String OFFERS = "/v1/services/django/offers";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String LOOK = Requests.of("GET", "/v1/services/django?stale", null);

    /** Clients may be slow, but must take their answers in time. */
    private static final ClientTimeouts PACE =
            new ClientTimeouts(LIMIT, LIMIT, Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofMillis(50));

    private static final int PLACES = 2;
    private static final int BODY_BYTES = 1000;
    private static final int ANSWER_BYTES = 1000;

    private HttpNode node;

    @BeforeEach
    void start() {
        // One event loop orders what happens on several connections.
        node = new HttpNode(1, new Limits(PLACES, BODY_BYTES, ANSWER_BYTES, PACE));
        node.createDjango(5000, 5999);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void whatIsOneTooManyIsToldSoAtOnceAndTheOthersAreServed() throws IOException {
        CompletableFuture<Void> asked = node.loop.call(() -> node.store.fallSilent());
        try (RawConnection first = node.connect();
                RawConnection second = node.connect()) {
            occupy(first, second);
            asked.orTimeout(10, TimeUnit.SECONDS).join();

            Answer refused = node.post(OFFERS, "{\"name\":\"web-03\"}");
            assertThat(refused.expect(503).code()).isEqualTo("overloaded");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(node.get("/v1/services").expect(503).code()).isEqualTo("overloaded");
            assertThat(node.traffic.count(OverloadReason.IN_FLIGHT)).isEqualTo(2);

            speak();
            first.receive().expect(201);
            second.receive().expect(201);
        }
        assertThat(node.get(OFFERS).expect(200).each("name")).containsExactlyInAnyOrder("web-01", "web-02");
        assertThat(node.traffic.inFlight()).isZero();
    }

    @Test
    void theNodeItselfAndWhatMemoryKnowsCanAlwaysBeAskedFor() throws IOException {
        node.loop.call(() -> node.store.fallSilent());
        try (RawConnection first = node.connect();
                RawConnection second = node.connect()) {
            occupy(first, second);

            for (String path : List.of("/livez", "/readyz", "/metrics", "/openapi.yaml", "/")) {
                node.get(path).expect(200);
            }
            node.get("/v1/services?stale").expect(200);
            node.get("/v1/services/django?stale").expect(200);
            assertThat(node.traffic.count(OverloadReason.IN_FLIGHT)).isZero();
        }
    }

    @Test
    void clientThatHangsUpLeavesItsPlaceToOthers() throws IOException {
        node.loop.call(() -> node.store.fallSilent());
        try (RawConnection first = node.connect();
                RawConnection second = node.connect();
                RawConnection third = node.connect()) {
            occupy(first, second);
            second.hangUp();
            Await.until("its place is free", LIMIT, () -> node.traffic.inFlight() == 1);

            third.send(Requests.of("GET", "/v1/services/django", null));
            Await.until("another has it", LIMIT, () -> node.traffic.inFlight() == 2);
            node.get("/v1/services").expect(503);
            speak();
            third.receive().expect(200);
        }
        Await.until("all are free", LIMIT, () -> node.traffic.inFlight() == 0);
    }

    @Test
    void everyEndOfARequestFreesItsPlace() {
        for (int i = 0; i < 3 * PLACES; i++) {
            node.offer("web-" + i);
            node.get("/v1/services/nobody").expect(404);
            node.post("/v1/services", "{\"name\":1}").expect(400);
            node.post(OFFERS, "{\"name\":\"web-0\"}").expect(409);
        }
        node.loop.call(() -> {
            node.store.breakDown();
            return true;
        });
        try (LogCapture log = new LogCapture("io.portmaster.http", Level.ERROR)) {
            for (int i = 0; i < 3 * PLACES; i++) {
                assertThat(node.sendRaw(Requests.of("GET", "/v1/services", null))
                                .status())
                        .isEqualTo(500);
            }
            assertThat(log.lines(Level.ERROR)).hasSize(3 * PLACES);
        }
        assertThat(node.traffic.inFlight()).isZero();
        assertThat(node.traffic.count(OverloadReason.IN_FLIGHT)).isZero();
    }

    @Test
    void requestThatIsGivenUpFreesItsPlace() throws IOException {
        node.loop.call(() -> node.store.fallSilent());
        try (RawConnection first = node.connect();
                RawConnection second = node.connect()) {
            occupy(first, second);
            node.loop.leap(Duration.ofSeconds(6));

            first.receive().expect(503);
            second.receive().expect(503);
            assertThat(node.traffic.inFlight()).isZero();
        }
    }

    @Test
    void refusalsMakeNoLineEach() throws IOException {
        node.loop.call(() -> node.store.fallSilent());
        try (RawConnection first = node.connect();
                RawConnection second = node.connect();
                LogCapture log = new LogCapture("io.portmaster.http", Level.INFO)) {
            occupy(first, second);
            for (int i = 0; i < 20; i++) {
                node.get("/v1/services").expect(503);
            }
            assertThat(log.lines(Level.INFO)).hasSize(1);
        }
    }

    @Test
    void bodiesThatAreNotThereWholeTakeNoMoreMemoryThanTheyMay() throws IOException {
        String most = "{" + " ".repeat(BODY_BYTES - 200);
        String request = Requests.of("PATCH", "/v1/services/django", most + "}");
        String begun = request.substring(0, request.length() - 1);
        try (RawConnection first = node.connect();
                RawConnection second = node.connect();
                RawConnection third = node.connect()) {
            first.exchange(LOOK, false).expect(200);
            second.exchange(LOOK, false).expect(200);
            first.send(begun);
            second.send(begun);
            node.get("/livez").expect(200);

            Answer refused = third.exchange(Requests.of("POST", OFFERS, "{\"name\":\"web-01\"}"), false);
            assertThat(refused.expect(503).code()).isEqualTo("overloaded");
            assertThat(refused.header("Connection")).isEqualTo("close");
            third.expectEnd();
            assertThat(node.traffic.count(OverloadReason.BODIES)).isEqualTo(1);

            second.hangUp();
            Await.until(
                    "its memory is free",
                    LIMIT,
                    () -> node.post("/v1/services", "{}").status() == 400);
            first.send("}");
            first.receive().expect(200);
        }
        node.offer("web-01");
    }

    @Test
    void listsThatNobodyTakesAreEndedAndTheirMemoryIsFree() throws IOException {
        for (int i = 0; i < 1000; i++) {
            node.offer("n" + "o".repeat(50) + i);
        }
        try (RawConnection glutton = node.connect()) {
            // The system buffers less for a client that doesn't read, and the node reads more at once.
            glutton.send(Requests.of("GET", OFFERS, null).repeat(100));
            Await.until(
                    "the node is left with an answer",
                    LIMIT,
                    () -> node.get(OFFERS).status() == 503);
            assertThat(node.traffic.count(OverloadReason.ANSWERS)).isPositive();
            node.get("/v1/services/django").expect(200);

            Await.until("its connection is ended", LIMIT, () -> node.traffic.count(RequestPhase.RESPONSE) == 1);
            Await.until("there is room again", LIMIT, () -> node.get(OFFERS).status() == 200);
        }
    }

    /** Makes two changes wait for a silent store. */
    private void occupy(RawConnection first, RawConnection second) throws IOException {
        first.send(Requests.of("POST", OFFERS, "{\"name\":\"web-01\"}"));
        second.send(Requests.of("POST", OFFERS, "{\"name\":\"web-02\"}"));
        Await.until("both are under way", LIMIT, () -> node.traffic.inFlight() == PLACES);
    }

    private void speak() {
        node.loop.call(() -> {
            node.store.speak();
            return true;
        });
    }
}

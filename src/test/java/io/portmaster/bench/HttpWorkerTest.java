package io.portmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.bench.OfferScript.Kind;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The generator against a server that answers as a node does, or doesn't. */
class HttpWorkerTest {
    private static final String SECRET = "6f8ffc86-d98a-49ba-848a-a7cbaaea9360";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final Generator generator = new Generator();
    private final Population got = new Population("django", 10);
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ports = new AtomicInteger(BenchService.FIRST);

    @AfterEach
    void end() {
        generator.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void anOpOfTwoRequestsIsOneOp() {
        Measurement measured = offers(Kind.ACCEPTED, this::answer, 1, 3);

        assertThat(measured.ops()).isEqualTo(3);
        assertThat(asked.stream().distinct())
                .containsExactly(
                        "POST /v1/services/django/offers", "POST /v1/services/django/offers/" + SECRET + "/accept");
        assertThat(asked).hasSize(6);
        assertThat(List.of(got.port(0), got.port(1), got.port(2))).containsExactly(1024, 1026, 1028);
    }

    @Test
    void manyConnectionsShareTheBudget() {
        assertThat(offers(Kind.LEFT_OPEN, this::answer, 32, 500).ops()).isEqualTo(500);
        assertThat(asked).hasSize(500);
        assertThat(got.beyondTheLowest()).isZero();
    }

    @Test
    void anAnswerThatNobodyExpectsFailsWithItsText() {
        assertThatThrownBy(() -> offers(
                        Kind.LEFT_OPEN,
                        request -> request.response().setStatusCode(409).end("{\"code\":\"range-exhausted\"}"),
                        1,
                        3))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("409")
                .hasMessageContaining("range-exhausted");
    }

    @Test
    void aServerThatHangsUpFailsTheRound() {
        assertThatThrownBy(() ->
                        offers(Kind.LEFT_OPEN, request -> request.connection().close(), 4, 10))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("hung up");
    }

    /** One second at 200 a second, and the server thinks for 300 ms about the 20th. */
    @Test
    void aServerThatStallsIsSeenByAllThatCameDueMeanwhile() {
        AtomicInteger number = new AtomicInteger();
        String address = listen(request -> vertx.runOnContext(now -> {
            if (number.incrementAndGet() == 20) {
                vertx.setTimer(300, later -> answer(request));
            } else {
                answer(request);
            }
        }));
        try (Crew crew = connect(address, Kind.LEFT_OPEN, 1)) {
            Measurement measured = OpenLoop.run(crew.workers(), 200, Duration.ofSeconds(1), crew.executor());

            assertThat(measured.ops()).isEqualTo(200);
            assertThat(measured.latencies().getValueAtPercentile(99)).isGreaterThan(270_000);
            assertThat(measured.latencies().getCountBetweenValues(100_000, 60_000_000))
                    .isGreaterThan(35);
        }
    }

    private Measurement offers(Kind kind, Handler<HttpServerRequest> server, int clients, int budget) {
        try (Crew crew = connect(listen(server), kind, clients)) {
            return ClosedLoop.run(crew.workers(), LONG, budget, crew.executor());
        }
    }

    private Crew connect(String address, Kind kind, int clients) {
        Names names = new Names();
        return generator.connect(address, clients, number -> new OfferScript("django", names, kind, got));
    }

    private String listen(Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return "127.0.0.1:" + server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.method() + " " + request.path());
        request.response()
                .setStatusCode(201)
                .end("{\"port\":" + ports.getAndIncrement() + ",\"secret\":\"" + SECRET + "\"}");
    }
}

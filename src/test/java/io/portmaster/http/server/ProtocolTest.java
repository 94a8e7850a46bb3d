package io.portmaster.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import io.portmaster.http.RawConnection;
import io.portmaster.http.Requests;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid HTTP/1.1. */
@ExtendWith(VertxExtension.class)
class ProtocolTest {
    private static final String HOST = "Host: localhost\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String SMUGGLED = "DELETE /v1/services/django HTTP/1.1\r\n" + HOST + "\r\n";

    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
        node.createDjango(5000, 5999);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void saneRequestIdComesBack() {
        for (String id : List.of("deploy-4711.web-01", "a", "A:b/c+d=e_f", "x".repeat(128))) {
            assertThat(node.get("/v1/services/django", "X-Request-Id: " + id).header("X-Request-Id"))
                    .isEqualTo(id);
            assertThat(node.get("/v1/services/nobody", "X-Request-Id: " + id).header("X-Request-Id"))
                    .isEqualTo(id);
            assertThat(node.get("/nowhere", "X-Request-Id: " + id).header("X-Request-Id"))
                    .isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "<script>", "{a}", "caf\u00e9", "x,y"})
    void requestIdOfAnotherFormIsReplaced(String id) {
        assertThat(node.get("/livez", "X-Request-Id: " + id).header("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
        assertThat(node.get("/livez", "X-Request-Id: " + "x".repeat(129)).header("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
    }

    @Test
    void everyRequestWithoutAnIdGetsANewOne() {
        assertThat(node.get("/livez").header("X-Request-Id"))
                .isNotEqualTo(node.get("/livez").header("X-Request-Id"));
    }

    static Stream<Arguments> malformedRequests() {
        return Stream.of(
                Arguments.of("path", "nonsense\r\n\r\n"),
                Arguments.of("path", "GET /livez\r\n\r\n"),
                Arguments.of("path", "GET  HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("path", "GET /livez HTTP/0.9\r\n" + HOST + "\r\n"),
                Arguments.of("path", "GET /livez HTTP/1.2\r\n" + HOST + "\r\n"),
                Arguments.of("path", "GET /livez HTTP/2.0\r\n" + HOST + "\r\n"),
                Arguments.of("path", "GET /livez http/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("path", "GET /livez HTTP/1.1 \r\n" + HOST + "\r\n"),
                Arguments.of("path", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("path", "GET /v1/services/caf\u00c3\u00a9 HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("path", "GET /v1/services/\u0000 HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("path", "GET /livez HTTP/1.1\nHost: x\n\n"),
                Arguments.of("path", "GET ?x HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("header", "GET /livez HTTP/1.1\r\n" + HOST + "No colon\r\n\r\n"),
                Arguments.of("header", "GET /livez HTTP/1.1\r\n" + HOST + "Sp ace: x\r\n\r\n"),
                Arguments.of("header", "GET /livez HTTP/1.1\r\n" + HOST + "Space : x\r\n\r\n"),
                Arguments.of("header", "GET /livez HTTP/1.1\r\n" + HOST + ": x\r\n\r\n"),
                Arguments.of("header", "GET /livez HTTP/1.1\r\n" + HOST + "Nul: a\u0000b\r\n\r\n"),
                Arguments.of("header", "GET /livez HTTP/1.1\r\n" + HOST + "Cr: a\rb\r\n\r\n"),
                Arguments.of("header Host", "GET /livez HTTP/1.1\r\n\r\n"),
                Arguments.of("header Host", "GET /livez HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
                Arguments.of("header Host", "GET /livez HTTP/1.0\r\n" + HOST + HOST + "\r\n"),
                Arguments.of("header Host", "GET /livez HTTP/1.1\r\nHost: a b\r\n\r\n"),
                Arguments.of("header", post("Content-Length: -1\r\n")),
                Arguments.of("header", post("Content-Length: +2\r\n")),
                Arguments.of("header", post("Content-Length: 2x\r\n")),
                Arguments.of("header", post("Content-Length: 0x2\r\n")),
                Arguments.of("header", post("Content-Length: 2, 2\r\n")),
                Arguments.of("header", post("Content-Length: 2\r\nContent-Length: 3\r\n")),
                Arguments.of("header", post("Content-Length: 99999999999999999999\r\n")));
    }

    private static String post(String headers) {
        return "POST /v1/services HTTP/1.1\r\n" + HOST + JSON + headers + "\r\n{}";
    }

    @ParameterizedTest
    @MethodSource("malformedRequests")
    void whatIsNoHttpIsRefused(String complaint, String request) {
        Answer refused = node.sendRaw(request);

        assertThat(refused.expect(400).code()).isEqualTo("invalid-request");
        assertThat(refused.complaints()).containsExactly(complaint);
        assertThat(refused.header("X-Request-Id")).isNotEmpty();
        node.get("/v1/services/django").expect(200);
    }

    static Stream<String> smugglingRequests() {
        String chunkedNothing = "0\r\n\r\n" + SMUGGLED;
        return Stream.of(
                post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunkedNothing),
                post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunkedNothing),
                post("Transfer-Encoding: xchunked\r\n", SMUGGLED),
                post("Transfer-Encoding: identity\r\n", SMUGGLED),
                post("Transfer-Encoding: gzip, chunked\r\n", chunkedNothing),
                post("Transfer-Encoding: chunked, identity\r\n", chunkedNothing),
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunkedNothing),
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunkedNothing),
                post("Transfer-Encoding: \r\n", SMUGGLED),
                post("Transfer-Encoding:\u000bchunked\r\n", chunkedNothing),
                post("Transfer-Encoding : chunked\r\n", chunkedNothing),
                post("Transfer-Encoding: \"chunked\"\r\n", chunkedNothing),
                post("Content-Length: 0\r\nContent-Length: 5\r\n", SMUGGLED),
                post("Content-Length : 0\r\n", SMUGGLED),
                "POST /v1/services HTTP/1.0\r\n" + HOST + JSON
                        + "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + chunkedNothing,
                "GET /livez HTTP/1.1\r\n" + HOST + "Sec-WebSocket-Key1: a\r\nSec-WebSocket-Key2: b\r\n\r\n12345678"
                        + SMUGGLED);
    }

    private static String post(String headers, String rest) {
        return "POST /v1/services HTTP/1.1\r\n" + HOST + JSON + headers + "\r\n" + rest;
    }

    @ParameterizedTest
    @MethodSource("smugglingRequests")
    void requestThatProxiesMayReadInAnotherWayIsRefusedAndNothingBehindItIsRead(String request) throws IOException {
        try (RawConnection client = node.connect()) {
            Answer refused = client.exchange(request, false);

            assertThat(refused.expect(400).code()).isEqualTo("invalid-request");
            assertThat(refused.header("Connection")).isEqualTo("close");
            client.expectEnd();
        }
        node.get("/v1/services/django").expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\n",
                "\r\n",
                "-1\r\n",
                "2\r\n{}x",
                "2;x=\"\n\"\r\n{}\r\n",
                "ffffffffff\r\n",
                "2\n{}\n",
                "0\r\nBad Trailer\r\n\r\n"
            })
    void brokenChunkIsRefusedAndTheConnectionClosed(String chunk) throws IOException {
        try (RawConnection client = node.connect()) {
            Answer refused = client.exchange(post("Transfer-Encoding: chunked\r\n", chunk + "\r\n" + SMUGGLED), false);

            assertThat(refused.expect(400).complaints()).containsExactly("body");
            assertThat(refused.header("Connection")).isEqualTo("close");
            client.expectEnd();
        }
        node.get("/v1/services/django").expect(200);
    }

    @Test
    void chunkedBodyIsABody() {
        String body = "{\"name\":\"rails\",\"start\":6000,\"end\":6009}";
        StringBuilder chunks = new StringBuilder();
        body.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));

        assertThat(node.sendRaw(post("Transfer-Encoding: Chunked\r\n", chunks + "0\r\nTrailer: x\r\n\r\n"))
                        .expect(201)
                        .text("name"))
                .isEqualTo("rails");
    }

    @Test
    void bodyOf64KiBIsTakenAndNotAByteMore() {
        String blank = " ".repeat(64 * 1024 - 2);

        node.patch("/v1/services/django", "{" + blank + "}").expect(200);
        assertThat(node.patch("/v1/services/django", "{" + blank + " }")
                        .expect(413)
                        .code())
                .isEqualTo("body-too-large");
        node.sendRaw("PATCH /v1/services/django HTTP/1.1\r\n" + HOST + JSON
                        + "Transfer-Encoding: chunked\r\n\r\n10000\r\n{" + blank + "}\r\n0\r\n\r\n")
                .expect(200);
        node.sendRaw("PATCH /v1/services/django HTTP/1.1\r\n" + HOST + JSON
                        + "Transfer-Encoding: chunked\r\n\r\n10001\r\n{ " + blank + "}\r\n0\r\n\r\n")
                .expect(413);
    }

    @Test
    void tooLargeABodyIsRefusedOnAnyRoute() {
        String large = "x".repeat(64 * 1024 + 1);

        for (String path : List.of("/v1/services", "/nowhere", "/livez", "/v1/services/django/offers/x/accept")) {
            node.post(path, large).expect(413);
        }
        node.send("GET", "/v1/services", large).expect(413);
    }

    @Test
    void clientThatSendsTooMuchHearsSoBeforeTheConnectionEnds() throws IOException {
        try (RawConnection client = node.connect()) {
            client.send("POST /v1/services HTTP/1.1\r\n" + HOST + JSON + "Content-Length: 500000\r\n\r\n"
                    + "x".repeat(500_000));
            client.receive().expect(413);
            client.expectEnd();
        }
        try (RawConnection client = node.connect()) {
            client.send("POST /v1/services HTTP/1.1\r\n" + HOST + JSON + "Transfer-Encoding: chunked\r\n\r\n");
            client.send(("1000\r\n" + "x".repeat(0x1000) + "\r\n").repeat(20));
            client.receive().expect(413);
            client.expectEnd();
        }
    }

    @Test
    void bodyLongerThanAnnouncedIsAnotherRequest() throws IOException {
        try (RawConnection client = node.connect()) {
            client.send("PATCH /v1/services/django HTTP/1.1\r\n" + HOST + JSON
                    + "Content-Length: 2\r\n\r\n{}{\"end\":1}\r\n\r\n");

            client.receive().expect(200);
            client.receive().expect(400);
            client.expectEnd();
        }
    }

    @Test
    void bodyShorterThanAnnouncedChangesNothing() throws IOException {
        try (RawConnection client = node.connect()) {
            client.send("PATCH /v1/services/django HTTP/1.1\r\n" + HOST + JSON
                    + "Content-Length: 99\r\n\r\n{\"end\":5001}");
        }
        assertThat(node.get("/v1/services/django").json().path("end").asInt()).isEqualTo(5999);
    }

    @Test
    void clientThatAsksFirstIsToldToGoOn() throws IOException {
        try (RawConnection client = node.connect()) {
            String head = "PATCH /v1/services/django HTTP/1.1\r\n" + HOST + JSON + "Expect: 100-Continue\r\n";
            client.send(head + "Content-Length: 2\r\n\r\n");
            client.receive().expect(100);
            client.send("{}");
            client.receive().expect(200);

            client.send(head + "Content-Length: 65537\r\n\r\n");
            client.receive().expect(413);
            client.expectEnd();
        }
    }

    @Test
    void requestLineMayHave8KiBAndHeaders16() {
        node.get("/v1/services?x=" + "y".repeat(8000)).expect(200);
        assertThat(node.sendRaw("GET /" + "x".repeat(8192) + " HTTP/1.1\r\n" + HOST + "\r\n")
                        .expect(414)
                        .code())
                .isEqualTo("path-too-long");

        node.get("/livez", "X: " + "y".repeat(16_000)).expect(200);
        Answer refused = node.sendRaw(
                "GET /livez HTTP/1.1\r\nX-Request-Id: mine\r\n" + HOST + "X: " + "y".repeat(16_384) + "\r\n\r\n");
        assertThat(refused.expect(431).code()).isEqualTo("headers-too-large");
        assertThat(refused.header("X-Request-Id")).isEqualTo("mine");
    }

    @Test
    void oldClientsNeedNoHost() {
        assertThat(node.sendRaw("GET /readyz HTTP/1.0\r\n\r\n").expect(200).text("status"))
                .isEqualTo("ready");
    }

    @Test
    void wholeAddressInTheRequestLineIsUnderstood() {
        node.sendRaw("GET http://localhost/v1/services/django?stale HTTP/1.1\r\n" + HOST + "\r\n")
                .expect(200);
        node.sendRaw("GET http://localhost HTTP/1.1\r\n" + HOST + "\r\n").expect(200);
    }

    @Test
    void upgradesAreNotTaken() {
        for (String upgrade : List.of("h2c", "websocket")) {
            node.sendRaw("GET /livez HTTP/1.1\r\n" + HOST + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: " + upgrade
                            + "\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Version: 13\r\n\r\n")
                    .expect(200);
        }
    }

    @Test
    void requestsInARowAreAnsweredInTheirOrder() throws IOException {
        try (RawConnection client = node.connect()) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                row.append(Requests.of("POST", "/v1/services/django/offers", "{\"name\":\"web-" + i + "\"}"));
                row.append(Requests.of("GET", "/v1/services/django/offers", null));
            }
            client.send(row.toString());

            for (int i = 0; i < 20; i++) {
                assertThat(client.receive().expect(201).text("name")).isEqualTo("web-" + i);
                assertThat(client.receive().expect(200).json()).hasSize(i + 1);
            }
        }
    }

    @Test
    void manyClientsAtOnceGetDistinctPorts(Vertx vertx, VertxTestContext test) {
        HttpClient client = vertx.createHttpClient();
        List<Integer> ports = Collections.synchronizedList(new java.util.ArrayList<>());
        var all = IntStream.range(0, 1000)
                .mapToObj(i -> client.request(
                                HttpMethod.POST, node.port(), "localhost", "/v1/services/django/offers?accept")
                        .compose(request -> request.putHeader("Content-Type", "application/json")
                                .send(Buffer.buffer("{\"name\":\"web-" + i + "\"}")))
                        .compose(response -> response.statusCode() == 201
                                ? response.body()
                                : io.vertx.core.Future.failedFuture("status " + response.statusCode()))
                        .onSuccess(body -> ports.add(body.toJsonObject().getInteger("port"))))
                .toList();

        io.vertx.core.Future.all(all)
                .onComplete(test.succeeding(done -> test.verify(() -> {
                    assertThat(ports).doesNotHaveDuplicates().hasSize(1000);
                    assertThat(ports).allMatch(port -> port >= 5000 && port <= 5999);
                    client.close().onComplete(test.succeedingThenComplete());
                })));
    }
}

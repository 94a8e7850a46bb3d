package io.portmaster.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import io.portmaster.http.RawConnection;
import io.portmaster.http.Requests;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that are refused before they have arrived completely. Their clients read no answer before they have sent everything.
 */
class EarlyAnswerTest {
    private static final int TRIES = 25;

    /** More than the system buffers for a node that doesn't read. */
    private static final String BODY = "x".repeat(8_000_000);

    private static final String HOST = "Host: localhost\r\nContent-Type: application/json\r\n";
    private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY;
    private static final String CHUNKS =
            "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n";

    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode(1);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    static Stream<Arguments> requests() {
        String post = "POST /v1/services HTTP/1.1\r\n" + HOST;
        return Stream.of(
                Arguments.of("a length", 413, post + LENGTH),
                Arguments.of("chunks", 413, post + CHUNKS),
                Arguments.of("no route", 413, "PUT /nowhere HTTP/1.1\r\n" + HOST + LENGTH),
                Arguments.of("a client that doesn't wait for 100", 413, post + "Expect: 100-continue\r\n" + LENGTH),
                Arguments.of("the last request", 413, post + "Connection: close\r\n" + LENGTH),
                Arguments.of("a long header", 431, post + "X: " + "y".repeat(17_000) + "\r\n" + LENGTH),
                Arguments.of("a long path", 414, "POST /" + "y".repeat(9_000) + " HTTP/1.1\r\n" + HOST + LENGTH),
                Arguments.of("what is no HTTP", 400, post + "Transfer-Encoding: gzip\r\n" + LENGTH));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void isHeardByAClientThatSendsOn(String what, int status, String request) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            try (RawConnection client = node.connect()) {
                assertThat(client.exchange(request, false).status()).isEqualTo(status);
                client.expectEnd();
            }
        }
        node.get("/livez").expect(200);
    }

    @Test
    void isHeardUnderOverloadToo() throws IOException {
        node.close();
        node = new HttpNode(1, new Limits(100, 1, 1 << 20, ClientTimeouts.USUAL));
        String body = " ".repeat(60_000);
        try (RawConnection half = node.connect()) {
            half.send("POST /v1/services HTTP/1.1\r\n" + HOST + "Content-Length: 60000\r\n\r\n" + body.substring(1));
            for (int i = 0; i < TRIES; i++) {
                try (RawConnection client = node.connect()) {
                    client.send("POST /v1/services HTTP/1.1\r\n" + HOST + "Content-Length: 60000\r\n\r\n" + body);
                    assertThat(client.receive().expect(503).code()).isEqualTo("overloaded");
                    client.expectEnd();
                }
            }
        }
    }

    @Test
    void doesNotGoWithAPromiseToKeepTheConnection() throws IOException {
        try (RawConnection client = node.connect()) {
            Answer refused = client.exchange("POST /v1/services HTTP/1.1\r\n" + HOST + LENGTH, false);

            assertThat(refused.header("Connection")).isEqualTo("close");
            assertThat(refused.header("Keep-Alive")).isNull();
        }
    }

    @Test
    void whatFollowsARefusedRequestIsNoRequest() throws IOException {
        String create = Requests.of("POST", "/v1/services", "{\"name\":\"django\",\"start\":5000,\"end\":5009}");
        for (String refused : List.of(
                "POST /v1/services HTTP/1.1\r\n" + HOST + "Content-Length: 65537\r\n\r\n" + " ".repeat(65_537),
                "POST /v1/services HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n10001\r\n"
                        + " ".repeat(65_537) + "\r\n0\r\n\r\n")) {
            try (RawConnection client = node.connect()) {
                assertThat(client.exchange(refused + create, false).status()).isEqualTo(413);
                client.expectEnd();
            }
        }
        node.get("/v1/services/django").expect(404);
    }
}

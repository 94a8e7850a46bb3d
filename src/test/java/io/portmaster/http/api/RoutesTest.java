package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
        node.createDjango(5000, 5009);
        node.allocate("web-01");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v1/",
                "/v2/services",
                "/V1/services",
                "/v1/service",
                "/v1/services/django/offer",
                "/v1/services/django/offers/x/y",
                "/v1/services/django/offers/x/accept/y",
                "/v1/services//offers",
                "//v1/services",
                "/v1//services",
                "/v1/services//",
                "/v1/services/django/ports/web-01/x",
                "/v1/port",
                "/v1/ports/5000/x",
                "/livez/x",
                "/readyz.html",
                "/favicon.ico",
                "/x/../livez",
                "/./livez",
                "/%2e/livez",
                "/v1%2Fservices",
                "/livez%00",
                "/livez;x=1",
                "*",
                "foo:80",
                "v1/services"
            })
    void pathThatNobodyServesIsNotFound(String path) {
        Answer refused = node.get(path);

        assertThat(refused.expect(404).code()).isEqualTo("route-not-found");
        assertThat(refused.json().path("detail").asText()).startsWith("/openapi.yaml");
        node.post(path, "{}").expect(404);
    }

    @Test
    void everyAnswerIsToldOfByItsRouteAndNeverByItsPath() {
        node.get("/v1/services/django/ports/web-01").expect(200);
        node.get("/v1/services/django/offers/no-such-secret").expect(404);
        node.get("/v1/services/django/offers?limit=none").expect(400);
        node.send("PATCH", "/v1/services", null).expect(405);
        node.get("/v2/services").expect(404);

        node.awaitWordOf(
                "GET /v1/services/{service}/ports/{portOrName} 200",
                "GET /v1/services/{service}/offers/{secret} 404",
                "GET /v1/services/{service}/offers 400",
                "PATCH /v1/services 405",
                "GET none 404");
    }

    @Test
    void requestThatTheDecoderRefusesIsToldOfToo() {
        node.sendRaw("GET /livez HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n");

        node.awaitWordOf("GET none 400");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PATCH  | /v1/services                        | GET, HEAD, POST",
                "POST   | /v1/services/django                 | GET, HEAD, PUT, PATCH, DELETE",
                "DELETE | /v1/services/django/offers          | POST, GET, HEAD",
                "PATCH  | /v1/services/django/offers/x        | GET, HEAD, PUT, DELETE",
                "POST   | /v1/services/django/offers/x        | GET, HEAD, PUT, DELETE",
                "GET    | /v1/services/django/offers/x/accept | POST",
                "PUT    | /v1/services/django/offers/x/reject | POST",
                "POST   | /v1/services/django/ports           | GET, HEAD",
                "POST   | /v1/services/django/ports/web-01    | GET, HEAD, DELETE",
                "PUT    | /v1/services/django/ports/web-01    | GET, HEAD, DELETE",
                "PATCH  | /v1/services/django/ports/5000      | GET, HEAD, DELETE",
                "DELETE | /v1/ports/5000                      | GET, HEAD",
                "POST   | /livez                              | GET, HEAD",
                "POST   | /readyz                             | GET, HEAD",
                "POST   | /metrics                            | GET, HEAD",
                "POST   | /openapi.yaml                       | GET, HEAD",
                "POST   | /exec.sh                            | GET, HEAD",
                "POST   | /                                   | GET, HEAD",
                "OPTIONS| /v1/services                        | GET, HEAD, POST",
                "TRACE  | /v1/services                        | GET, HEAD, POST",
                "BREW   | /v1/services                        | GET, HEAD, POST",
                "get    | /v1/services                        | GET, HEAD, POST",
            })
    void methodThatAPathLacksIsAnsweredWithThoseThatItHas(String method, String path, String allowed) {
        for (String body : new String[] {null, "{}"}) {
            Answer refused = node.send(method, path, body);
            assertThat(refused.expect(405).code()).isEqualTo("method-not-allowed");
            assertThat(refused.header("Allow")).isEqualTo(allowed);
        }
    }

    @Test
    void serverAsAWholeTellsAllItsMethods() {
        Answer answer = node.sendRaw("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(answer.expect(204).header("Allow").split(", "))
                .containsExactlyInAnyOrder("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
        node.sendRaw("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n").expect(404);
    }

    @Test
    void headIsAGetWithoutItsBody() {
        String offer = node.offer("web-02").location();
        for (String path : List.of(
                "/v1/services",
                "/v1/services/django",
                "/v1/services/django/offers",
                offer,
                "/v1/services/django/ports",
                "/v1/services/django/ports/web-01",
                "/v1/ports/5000",
                "/livez",
                "/readyz",
                "/metrics",
                "/openapi.yaml",
                "/exec.sh",
                "/",
                "/v1/services/nobody",
                "/v1/services/123",
                "/nowhere")) {
            Answer get = node.get(path);
            Answer head = node.send("HEAD", path, null);
            assertThat(head.status()).as(path).isEqualTo(get.status());
            for (String header : List.of("Content-Type", "Content-Length", "ETag", "Cache-Control")) {
                assertThat(head.header(header)).as(path + " " + header).isEqualTo(get.header(header));
            }
        }
    }

    @Test
    void trailingSlashIsTolerated() {
        String offer = node.offer("web-02").location();
        for (String path : List.of(
                "/v1/services/",
                "/v1/services/django/",
                "/v1/services/django/offers/",
                offer + "/",
                "/v1/services/django/ports/",
                "/v1/services/django/ports/web-01/",
                "/v1/ports/5000/",
                "/livez/",
                "/readyz/",
                "/metrics/",
                "/openapi.yaml/",
                "/exec.sh/",
                "/v1/services/?limit=1")) {
            node.get(path).expect(200);
        }
        node.post(offer + "/accept/", null).expect(201);
        node.post("/v1/services/django/offers/", "{\"name\":\"web-03\"}").expect(201);
        node.delete("/v1/services/django/ports/web-02/").expect(204);
    }

    @Test
    void nothingUnderV1IsStored() {
        for (Answer answer : List.of(
                node.get("/v1/services"),
                node.get("/v1/services/django"),
                node.get("/v1/services/nobody"),
                node.delete("/v1/services/django/ports/web-01"),
                node.post("/v1/services", "{}"),
                node.get("/v1/nowhere"))) {
            assertThat(answer.header("Cache-Control")).startsWith("no-store");
        }
    }

    @Test
    void problemNamesThePathWithoutItsQuery() {
        assertThat(node.get("/v1/services/nobody?stale&x=secret").text("instance"))
                .isEqualTo("/v1/services/nobody");
    }
}

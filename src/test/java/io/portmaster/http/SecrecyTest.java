package io.portmaster.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecrecyTest {
    private static final String DJANGO = "/v1/services/django";

    private HttpNode node;
    private LogCapture log;

    @BeforeEach
    void start() {
        log = new LogCapture("io.portmaster", Level.TRACE);
        node = new HttpNode();
        node.createDjango(5000, 5009);
    }

    @AfterEach
    void stop() {
        node.close();
        log.close();
    }

    @Test
    void secretStandsInNoErrorAndNoLogLine() {
        String key = "my-idempotency-key-0001";
        String secret = node.post(DJANGO + "/offers", "{\"name\":\"web-01\"}", "Idempotency-Key: " + key)
                .text("secret");
        String offer = DJANGO + "/offers/" + secret;

        List<Answer> refusals = new ArrayList<>();
        for (String path : List.of(
                offer + "/nowhere",
                offer + "/accept/more",
                "/v1/services/rails/offers/" + secret,
                "/v1/services/1/offers/" + secret,
                "/v2/services/django/offers/" + secret,
                "//v1/services/django/offers/" + secret,
                "/v1/services/django/offers//" + secret,
                "/v1/services/django/%6fffers/" + secret,
                "/v1/services/django/OFFERS/" + secret,
                "/offers/" + secret + "/reject",
                offer + "%zz",
                offer + "?limit=%zz",
                offer + "?stale=" + secret)) {
            refusals.add(node.get(path));
            refusals.add(node.post(path, "{}"));
        }
        refusals.add(node.patch(offer, "{}"));
        refusals.add(node.post(offer + "/accept", "nonsense"));
        refusals.add(node.post(offer + "/accept", "{}", "Content-Type: text/plain"));
        refusals.add(node.put(offer, "{}", "If-Match: \"1\""));
        refusals.add(node.put(offer, "{}", "If-Match: " + secret));
        refusals.add(node.sendRaw("GET " + offer + " HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(17_000) + "\r\n\r\n"));
        refusals.add(node.sendRaw("GET " + offer + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n"));
        refusals.add(node.post(DJANGO + "/offers?accept=true", "{\"name\":\"web-01\"}", "Idempotency-Key: " + key));
        refusals.add(node.post(DJANGO + "/offers", "{\"name\":\"web-01\"}"));
        node.get(offer).expect(200);
        node.post(offer + "/accept", null).expect(201);
        refusals.add(node.post(offer + "/reject", null));

        for (Answer refusal : refusals) {
            assertThat(refusal.status()).as("%s", refusal).isBetween(400, 499);
            assertThat(refusal.toString()).doesNotContain(secret).doesNotContain(key);
        }
        assertThat(log.lines()).hasSizeGreaterThan(20);
        assertThat(String.join("\n", log.lines()))
                .contains("{secret}")
                .doesNotContain(secret)
                .doesNotContain(key);
    }

    @Test
    void listsAndLookUpsShowNoSecret() {
        String secret = node.offer("web-01").text("secret");

        for (String path : List.of(DJANGO + "/offers", "/v1/ports/5000", DJANGO, "/v1/services", DJANGO + "/ports")) {
            assertThat(node.get(path).expect(200).text()).doesNotContain(secret).doesNotContain("secret");
        }
    }

    @Test
    void logLineCarriesTheRequestsId() {
        node.get(DJANGO, "X-Request-Id: find-me-in-the-log").expect(200);

        assertThat(log.lines()).anyMatch(line -> line.contains("find-me-in-the-log"));
    }

    @Test
    void faultIsLoggedUnderTheRequestsIdAndAnsweredWithoutItsReason() {
        node.metrics = java.util.concurrent.CompletableFuture.failedFuture(new IllegalStateException("broken inside"));

        Answer answer = node.sendRaw("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Request-Id: the-unlucky-one\r\n\r\n");

        assertThat(answer.expect(500).code()).isEqualTo("internal-error");
        assertThat(answer.text()).doesNotContain("broken inside");
        assertThat(log.lines())
                .anyMatch(line ->
                        line.startsWith("ERROR") && line.contains("the-unlucky-one") && line.contains("broken inside"));
    }
}

package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeHandlerTest {
    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void nodeIsAliveEvenWhenItIsNotReady() {
        node.lack = "the store has not been reached for 4 s";

        assertThat(node.get("/livez").expect(200).text()).isEqualTo("{\"status\":\"alive\"}");
    }

    @Test
    void nodeThatLacksNothingIsReady() {
        assertThat(node.get("/readyz").expect(200).text()).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void nodeThatIsNotReadySaysWhatItLacks() {
        node.lack = "the store has not been reached for 4 s";

        Answer refused = node.get("/readyz");

        assertThat(refused.expect(503).code()).isEqualTo("store-unavailable");
        assertThat(refused.text("title")).isEqualTo("The node is not ready");
        assertThat(refused.text("detail")).isEqualTo("the store has not been reached for 4 s");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void nodeOnItsWayOutIsNotReady() {
        node.drain.begin();

        Answer refused = node.get("/readyz").expect(503);

        assertThat(refused.code()).isEqualTo("draining");
        assertThat(refused.text("title")).isEqualTo("The node is shutting down");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        node.get("/livez").expect(200);
    }

    @Test
    void nodeThatKnowsItsInstallationTellsIt() {
        node.installation = "6f8ffc86-d98a-49ba-848a-a7cbaaea9360";

        assertThat(node.get("/readyz").expect(200).text())
                .isEqualTo("{\"status\":\"ready\",\"installation\":\"6f8ffc86-d98a-49ba-848a-a7cbaaea9360\"}");
    }

    @Test
    void metricsAreServedFromWhateverThread() {
        node.metrics = CompletableFuture.supplyAsync(() -> "portmaster_ports 1\n", ForkJoinPool.commonPool());

        Answer metrics = node.get("/metrics").expect(200);

        assertThat(metrics.text()).isEqualTo("portmaster_ports 1\n");
        assertThat(metrics.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void metricsAreCompressedForWhomeverAsksForThat() {
        node.zippedMetrics = "as small as it gets".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        for (String asked : java.util.List.of("gzip", "deflate, GZIP;q=0.5")) {
            Answer metrics = node.get("/metrics", "Accept-Encoding: " + asked).expect(200);
            assertThat(metrics.header("Content-Encoding")).as(asked).isEqualTo("gzip");
            assertThat(metrics.header("Vary")).isEqualTo("accept-encoding");
            assertThat(metrics.text()).isEqualTo("as small as it gets");
        }
        for (String asked : java.util.List.of("identity", "gzip;q=0", "br", "*;q=0", ";;q=x,=")) {
            Answer metrics = node.get("/metrics", "Accept-Encoding: " + asked).expect(200);
            assertThat(metrics.header("Content-Encoding")).as(asked).isNull();
            assertThat(metrics.text()).isEqualTo("portmaster_up 1\n");
        }
    }

    @Test
    void contractIsServedAsItIs() throws java.io.IOException {
        Answer contract = node.get("/openapi.yaml").expect(200);

        assertThat(contract.header("Content-Type")).isEqualTo("application/yaml");
        try (var file = getClass().getResourceAsStream("/openapi.yaml")) {
            assertThat(contract.text())
                    .isEqualTo(new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    @Test
    void execScriptIsServedAsItStandsInTheCheckout() throws java.io.IOException {
        Answer script = node.get("/exec.sh").expect(200);

        assertThat(script.header("Content-Type")).isEqualTo("text/x-shellscript");
        assertThat(script.text())
                .startsWith("#!/bin/sh\n")
                .isEqualTo(java.nio.file.Files.readString(java.nio.file.Path.of("scripts/portmaster-exec")));
    }

    @Test
    void webPageIsRightUnderWhateverPathAProxyServesItAt() throws GeneralSecurityException {
        String page = node.get("/").text();

        assertThat(page).doesNotContain("href=\"/").contains("window.location");
        Matcher script = Pattern.compile("(?s)<script>(.*?)</script>").matcher(page);
        assertThat(script.find()).isTrue();
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(script.group(1).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(page)
                .as("the page's policy lets this script run, and no other")
                .contains("script-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ports.example.org",
                "ports.example.org:8443",
                "127.0.0.1:44400",
                "[::1]:8080",
                "my_node.docker:8080"
            })
    void webPageShowsTheAddressThatItsReaderHasAskedWithoutAnyScript(String host) {
        String page = node.sendRaw("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                .expect(200)
                .text();

        assertThat(page).contains(">http://" + host + "<").doesNotContain("http://127.0.0.1:8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0",
                "HTTP/1.1\r\nHost: <script>",
                "HTTP/1.1\r\nHost: a\"b",
                "HTTP/1.1\r\nHost: a&b",
                "HTTP/1.1\r\nHost: a/b",
                "HTTP/1.1\r\nHost: [::1",
                "HTTP/1.1\r\nHost: a:123456",
                "HTTP/1.1\r\nHost:"
            })
    void webPageRepeatsNoHostThatIsNone(String rest) {
        Answer page = node.sendRaw("GET / " + rest + "\r\n\r\n");

        if (page.status() != 400) {
            assertThat(page.expect(200).text()).contains(">http://127.0.0.1:" + node.port() + "<");
        }
    }

    @Test
    void webPageSaysWhatThisIsAndLinksTheContract() {
        Answer page = node.get("/").expect(200);

        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.text()).contains("Portmaster").contains("openapi.yaml");
    }
}

package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/** A node's lines on standard output, also if nobody reads them. */
class LogIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    @Execution(CONCURRENT)
    void everyLineOnBothStreamsIsOneJsonObjectAndTheLastOneIsNotLost() throws IOException {
        NodeProcess node = stage.node(stage.etcd(1).endpoints());
        node.awaitReady();
        node.askToEnd();
        node.awaitExit();

        List<String> messages = new ArrayList<>();
        for (String line : node.log().lines().toList()) {
            JsonNode json = JSON.readTree(line);
            assertThat(json.path("time").asText()).as(line).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*Z");
            assertThat(json.path("level").asText()).isEqualTo("INFO");
            assertThat(json.has("logger")).isTrue();
            assertThat(json).as(line).allMatch(JsonNode::isValueNode);
            assertThat(line).doesNotContain("\\/").doesNotContain("mdc");
            messages.add(json.path("message").asText());
        }
        assertThat(messages).anyMatch(message -> message.startsWith("this node serves on http://127.0.0.1:"));
        assertThat(messages).last().isEqualTo("this node has stopped");
    }

    @Test
    @Execution(CONCURRENT)
    void nodeWhoseLogNobodyReadsServesOnAndCountsTheLinesThatItDrops() throws IOException {
        int port = FreePort.next();
        PlainHttp api = new PlainHttp("http://127.0.0.1:" + port);
        Process node = start(stage.etcd(1).endpoints(), port);
        stage.keep(() -> node.destroyForcibly());
        Await.until("the node is ready", LIMIT, () -> isReady(api));

        // A pipe takes some 64 KiB, and the node keeps a few thousand lines.
        for (int i = 0; i < 10_000; i++) {
            api.get("/v1/services/nobody").expect(404);
        }
        assertThat(Scrape.of(api).value("portmaster_log_lines_dropped_total")).isGreaterThan(1_000);
        assertThat(isReady(api)).isTrue();

        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
            String line = log.readLine();
            while (line != null && !JSON.readTree(line).has("dropped")) {
                line = log.readLine();
            }
            assertThat(line).contains("log lines were dropped").contains("\"level\":\"WARN\"");
        }
    }

    /** Starts a node whose standard output is a pipe that nobody reads. */
    private static Process start(String endpoints, int port) throws IOException {
        List<String> command =
                NodeJvm.SHORT_LIVED.command("serve", List.of("--etcd", endpoints, "--listen", "127.0.0.1:" + port));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PORTMASTER_LOG_LEVEL", "DEBUG");
        return builder.start();
    }

    private static boolean isReady(PlainHttp api) {
        try {
            return api.get("/readyz").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}

package io.portmaster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of error has its exit status and its line, whatever the command. */
class ExitCodesTest {
    private final FakeNode node = new FakeNode();
    private CommandRun command;

    @AfterEach
    void close() {
        node.close();
    }

    private int run(String line) {
        return run(node.url(), line);
    }

    private int run(String url, String line) {
        command = new CommandRun(Map.of("PORTMASTER_URL", url));
        return command.run(line.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid-request, 7",
        "401, unauthenticated, 10",
        "403, forbidden, 10",
        "404, service-not-found, 4",
        "409, name-taken, 5",
        "409, range-exhausted, 6",
        "409, on-other-lease, 5",
        "410, events-gone, 7",
        "412, precondition-failed, 8",
        "413, body-too-large, 7",
        "415, unsupported-media-type, 7",
        "422, idempotency-key-reused, 7",
        "428, precondition-required, 8",
        "429, rate-limited, 3",
        "500, internal-error, 1",
        "503, overloaded, 3",
        "503, store-unavailable, 3",
        "503, outcome-unknown, 9"
    })
    void aProblemHasItsStatusAndOneLineOnStandardError(int status, String code, int exit) {
        node.thenProblem(status, code);
        assertThat(run("services show django")).isEqualTo(exit);
        assertThat(command.errors().lines().toList().get(0)).isEqualTo("portmaster: why (" + code + ")");
        assertThat(command.output()).isEmpty();
    }

    @Test
    void anAddressWithAPathThatLeadsNowhereIsNoMissingThing() {
        node.thenProblem(404, "route-not-found");
        assertThat(run("services show django")).isEqualTo(1);
        assertThat(command.errors()).isEqualTo("""
                        portmaster: T (route-not-found)
                          Is the node's address right? What it has for a path goes before /v1.
                        """);
    }

    @Test
    void whatMovesTheCursorInAProblemIsSpelled() {
        node.then(
                404,
                FakeNode.PROBLEM,
                "{\"code\":\"x\",\"title\":\"T\",\"status\":404,\"detail\":\"a\\u001b[2J\\nb\\u202e\"}");
        assertThat(run("services show django")).isEqualTo(4);
        assertThat(command.errorLine()).isEqualTo("portmaster: a\\u001b[2J\\u000ab\\u202e (x)");
    }

    @Test
    void aNodeThatIsNotThereIsToldWithItsAddress() {
        assertThat(run("http://127.0.0.1:1", "services list")).isEqualTo(3);
        assertThat(command.errors()).isEqualTo("""
                        portmaster: no answer from http://127.0.0.1:1: connection refused
                          The address comes from PORTMASTER_URL.
                        """);
        assertThat(run("http://no-such-host.invalid", "services list")).isEqualTo(3);
        assertThat(command.errors()).contains("no answer from http://no-such-host.invalid: unknown host");
        // A change is not sent where nothing listens.
        assertThat(run("http://127.0.0.1:1", "offers create django web-01")).isEqualTo(3);
    }

    @Test
    void aReadWhoseConnectionIsCutIsNotReached() throws IOException {
        try (ServerSocket rude = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread cutting = new Thread(() -> {
                try {
                    while (true) {
                        rude.accept().close();
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            cutting.start();
            assertThat(run("http://127.0.0.1:" + rude.getLocalPort(), "services list"))
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"200, 1", "404, 1", "301, 1", "502, 3", "503, 3"})
    void anAnswerOfSomethingElseThanANodeIsToldAsThat(int status, int exit) {
        node.then(status, "text/html", "<h1>It works!</h1>");
        assertThat(run("services list")).isEqualTo(exit);
        assertThat(command.errors())
                .startsWith("portmaster: this is no answer of a node: ")
                .contains("It works!");
    }

    @Test
    void theTokenIsSentAsABearerTokenAndIsInNoOutput() {
        node.thenProblem(401, "unauthenticated").thenJson(200, "[]");
        command = new CommandRun(Map.of("PORTMASTER_URL", node.url(), "PORTMASTER_TOKEN", "s3cret"));
        assertThat(command.run("services", "list")).isEqualTo(10);
        assertThat(node.asked.get(0).authorization()).isEqualTo("Bearer s3cret");
        assertThat(command.errors()).doesNotContain("s3cret");
        assertThat(run("services list")).isZero();
        assertThat(node.asked.get(1).authorization()).isEmpty();
    }

    @Test
    void aUrlMayHaveAPathBeforeTheRoutes() {
        node.thenJson(200, "[]").thenJson(200, "[]");
        assertThat(run(node.url() + "/ports/", "services list")).isZero();
        assertThat(run(node.url() + "/ports", "services list")).isZero();
        assertThat(node.asked)
                .extracting(FakeNode.Asked::target)
                .allMatch(target -> target.startsWith("/ports/v1/services?"));
    }

    @Test
    void unknownFieldsAreIgnored() {
        node.thenJson(
                200,
                "{\"service\":\"a\",\"name\":\"b\",\"port\":5000,\"state\":\"allocated\",\"created\":\"2026-01-01T00:00:00Z\","
                        + "\"revision\":1,\"new\":{\"x\":[1]}}");
        assertThat(run("ports find 5000 -o name")).isZero();
        assertThat(command.output()).isEqualTo("a/b\n");
    }
}

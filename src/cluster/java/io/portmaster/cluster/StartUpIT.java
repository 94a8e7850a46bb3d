package io.portmaster.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node serves, or says in one line why it can't. */
class StartUpIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** A node gives every answer within 5 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    @RegisterExtension
    static final Stage stage = new Stage();

    private static EtcdCluster etcd;

    @BeforeAll
    static void startEtcd() {
        etcd = stage.etcd(1);
    }

    @Test
    void anEtcdThatIsTooOldIsRefused() {
        FakeEtcd old = stage.keep(new FakeEtcd("3.4.23"));
        assertRefusal(
                1,
                old.endpoint() + " is etcd 3.4.23, and Portmaster needs 3.5.13 or newer",
                "--etcd",
                old.endpoint());
    }

    @Test
    void theLastVersionThatIsTooOldIsRefused() {
        FakeEtcd old = stage.keep(new FakeEtcd("3.5.12"));
        assertRefusal(
                1,
                old.endpoint() + " is etcd 3.5.12, and Portmaster needs 3.5.13 or newer",
                "--etcd",
                old.endpoint());
    }

    @Test
    void anEtcdWithKnownFaultsIsWarnedOf() {
        FakeEtcd old = stage.keep(new FakeEtcd("3.5.27"));
        NodeProcess node = stage.node(old.endpoint());
        Await.until("it warns", LIMIT, () -> node.log().contains("3.5.27 may answer stale reads"));
    }

    @Test
    void anAddressThatIsTakenIsNamed() {
        NodeProcess first = stage.nodes(1, etcd.endpoints()).get(0);
        NodeProcess second = stage.node(etcd.endpoints(), "--listen", first.address());

        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(complaints(second)).hasSize(1).allMatch(line -> line.contains(first.address()));
    }

    @ParameterizedTest
    @CsvSource({
        "[::1], Address already in use",
        "no-such-host.invalid, unknown host",
        "192.0.2.1, Cannot assign requested address"
    })
    void anAddressThatCannotBeHadIsNamedWithTheReason(String host, String reason) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            String listen = host + ":" + taken.getLocalPort();
            assertRefusal(
                    1,
                    "can't listen on " + listen + ": " + reason,
                    stage.node(etcd.endpoints(), "--listen", listen));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "[::1]:0"})
    void theUrlThatItLogsCanBeAsked(String listen) throws IOException {
        NodeProcess node = stage.node(etcd.endpoints(), "--listen", listen);
        Pattern serving = Pattern.compile("this node serves on (http:[^ ]*): ");
        Await.until("it serves", LIMIT, () -> serving.matcher(log(node)).find());
        Matcher url = serving.matcher(log(node));
        assertThat(url.find()).isTrue();
        assertThat(new PlainHttp(url.group(1)).get("/readyz").status()).isEqualTo(200);
    }

    /** The node's log with plain slashes. JSON may spell a slash as {@code \/}. */
    private static String log(NodeProcess node) {
        return node.log().replace("\\/", "/");
    }

    @ParameterizedTest
    @CsvSource({
        "--listen, nonsense",
        "--listen, 127.0.0.1:65536",
        "--etcd, 127.0.0.1:2379",
        "--etcd, ftp://127.0.0.1:2379",
        "--etcd, https://127.0.0.1:2379",
        "--etcd, http://root:secret@127.0.0.1:2379",
        "--prefix, 'with space'",
        "--prefix, ''",
        "--offer-ttl, soon",
        "--offer-ttl, 1s",
        "--offer-ttl, -5s",
        "--offer-ttl, 99999d",
        "--drain-notice, soon",
        "--installation, production",
        "--nonsense, 1"
    })
    void anOptionThatCannotBeUnderstoodIsNamed(String option, String value) {
        assertRefusal(2, option, option, value);
    }

    /** A server that has just begun to listen may not be ready for requests yet. */
    @Test
    void whoComesWhileItStartsIsAnsweredOrTurnedAway() {
        NodeProcess node = stage.nodes(1, etcd.endpoints()).get(0);
        for (int round = 0; round < Scale.rounds(3); round++) {
            node.kill();
            Crowd crowd = stage.keep(Crowd.acting(80, number -> askAtOnce(node)));
            node.start();
            crowd.await(LIMIT);
        }
    }

    /** Connects as soon as the node listens. The end of the stream passes, silence fails. */
    private static void askAtOnce(NodeProcess node) throws IOException {
        try (Socket socket = awaitConnection(node)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: portmaster\r\n\r\n".getBytes(US_ASCII));
            byte[] line = socket.getInputStream().readNBytes(12);
            assertThat(new String(line, US_ASCII)).isIn("HTTP/1.1 200", "");
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer, and no hanging up either", e);
        } catch (SocketException e) {
            // The node closed the connection, which is an answer, too.
        }
    }

    private static Socket awaitConnection(NodeProcess node) throws IOException {
        String[] address = node.address().split(":", 2);
        while (true) {
            try {
                return new Socket(address[0], Integer.parseInt(address[1]));
            } catch (ConnectException e) {
                Await.pass(Duration.ofMillis(20)); // each: eighty of them leave the node's start some of the processors
            }
        }
    }

    @Test
    void everyOptionCanComeFromTheEnvironment() throws IOException {
        NodeProcess node = stage.node(
                List.of(),
                Map.of(
                        "PORTMASTER_ETCD", etcd.endpoints(),
                        "PORTMASTER_PREFIX", "/environment",
                        "PORTMASTER_OFFER_TTL", "77s"));
        node.awaitReady();
        new Operator(node.client()).create("django", 5000, 5009);

        HttpReply offer = node.api().post("/v1/services/django/offers", "{\"name\":\"web\"}");

        assertThat(offer.expect(201).json().path("ttl").asInt()).isEqualTo(77);
        assertThat(KeySpace.read(etcd.client(), "/").raw()).containsKey("/environment/default/ports/05000");
    }

    @Test
    void anEnvironmentThatCannotBeUnderstoodIsNamed() {
        assertRefusal(2, "PORTMASTER_OFFER_TTL", stage.node(List.of(), Map.of("PORTMASTER_OFFER_TTL", "soon")));
    }

    @Test
    void emptyVariablesCountAsUnset() {
        NodeProcess node = stage.node(
                List.of("--etcd", etcd.endpoints()),
                Map.of(
                        "PORTMASTER_ETCD", "",
                        "PORTMASTER_PREFIX", "",
                        "PORTMASTER_OFFER_TTL", "",
                        "PORTMASTER_DRAIN_NOTICE", "",
                        "PORTMASTER_INSTALLATION", "",
                        "PORTMASTER_LOG_LEVEL", ""));
        node.awaitReady();
        Await.until("it tells its options", LIMIT, () -> log(node).contains("prefix /portmaster/, offer TTL 1800 s"));
        assertThat(log(node)).doesNotContain("\"DEBUG\"");
    }

    @Test
    void variablesThatAreNoOptionsAreNamedInOneLine() {
        NodeProcess node = stage.node(
                List.of("--etcd", etcd.endpoints()),
                Map.of("PORTMASTER_OFFER_TLL", "5s", "PORTMASTER_PORT", "tcp://10.0.0.1:8080"));
        node.awaitReady();
        assertThat(node.log().lines().filter(line -> line.contains("are no options")))
                .singleElement()
                .asString()
                .contains("PORTMASTER_OFFER_TLL")
                .doesNotContain("PORTMASTER_PORT");
    }

    @ParameterizedTest
    @CsvSource({"warning, false", "INFO, true"})
    void theLogLevelIsTakenAsPeopleWriteIt(String level, boolean saysThatItServes) {
        List<String> options = List.of("--etcd", etcd.endpoints(), "--drain-notice", "0s");
        NodeProcess node = stage.node(options, Map.of("PORTMASTER_LOG_LEVEL", level));
        node.awaitReady();
        node.askToEnd();
        node.awaitExit(); // by then the log is whole: its lines may come a moment late
        assertThat(node.log().contains("this node serves on")).isEqualTo(saysThatItServes);
    }

    @Test
    void aLogLevelThatThereIsNotIsNamed() {
        assertRefusal(2, "PORTMASTER_LOG_LEVEL", stage.node(List.of(), Map.of("PORTMASTER_LOG_LEVEL", "bogus")));
    }

    private static void assertRefusal(int status, String reason, String... options) {
        assertRefusal(status, reason, stage.node(List.of(options), Map.of()));
    }

    private static void assertRefusal(int status, String reason, NodeProcess node) {
        assertThat(node.awaitExit()).as(node.log()).isEqualTo(status);
        assertThat(complaints(node)).hasSize(1).allMatch(line -> line.contains(reason));
    }

    /** The lines for the user at the terminal. Log lines, which are JSON, may come before them. */
    private static List<String> complaints(NodeProcess node) {
        return node.log().lines().filter(line -> !line.startsWith("{")).toList();
    }
}

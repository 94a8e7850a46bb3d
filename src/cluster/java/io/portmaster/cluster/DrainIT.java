package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Exchange;
import io.portmaster.history.Journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that is asked to end, by a signal. */
class DrainIT {
    private static final String PREFIX = "/drain/";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(60);

    @RegisterExtension
    static final Stage stage = new Stage();

    private static EtcdCluster etcd;

    @BeforeAll
    static void startEtcd() {
        etcd = stage.etcd(1);
    }

    @Test
    @Execution(CONCURRENT)
    void itSaysSoServesOnForAWhileAndAnswersWhatItHasBegun() throws IOException {
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        // Both requests come within the notice, and the late one waits for the end of the notice: a request has 5 s.
        NodeProcess node = stage.nodes(1, proxy.endpoint(), "--prefix", PREFIX, "--drain-notice", "3s")
                .get(0);
        new Operator(node.client()).create("django", 5000, 5099);
        Customer customer = new Customer(node.client(), "django", new Journal());

        node.askToEnd();
        Await.until("it is not ready", LIMIT, () -> !node.isReady());
        assertThat(customer.offer("early").isYes()).isTrue();
        proxy.mute(GrpcProxy.TXN);
        int before = proxy.calls(GrpcProxy.TXN);
        CompletableFuture<Exchange> late = CompletableFuture.supplyAsync(() -> customer.offer("late"));
        Await.until("etcd has got the late one", LIMIT, () -> proxy.calls(GrpcProxy.TXN) > before);
        Await.until("it takes no more connections", LIMIT, () -> isGone(node));
        proxy.unmute(GrpcProxy.TXN);

        assertThat(late.join().isYes()).as(late.join().toString()).isTrue();
        assertThat(node.awaitExit()).as("all was answered").isZero();
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        assertThat(keys.ports()).extracting(KeySpace.Port::name).containsExactlyInAnyOrder("early", "late");
    }

    /** Whoever copies a new jar over the old one, instead of renaming it, takes the classes that the drain needs. */
    @Test
    @Execution(CONCURRENT)
    void aNodeWhoseJarWasOverwrittenStillEnds(@TempDir Path folder) throws IOException {
        Path jar = Files.copy(Checkout.file("target/portmaster.jar"), folder.resolve("portmaster.jar"));
        NodeProcess node = stage.node(NodeJvm.SHORT_LIVED.running(jar), etcd.endpoints(), PREFIX);
        node.awaitReady();
        Files.write(jar, new byte[0]);

        node.askToEnd();

        assertThat(node.awaitExit()).as(node.log()).isIn(0, 143);
    }

    @ParameterizedTest
    @Execution(CONCURRENT)
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void afterAFullDrainTheExitStatusIsZeroWhateverTheSignal(String signal) {
        NodeProcess node = stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX, "--drain-notice", "0s")
                .get(0);
        node.signal(signal);
        assertThat(node.awaitExit()).isZero();
        assertThat(node.log()).contains("this node drains", "this node has stopped");
    }

    @ParameterizedTest
    @Execution(CONCURRENT)
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void whereADrainIsCutShortTheExitStatusIsThatOfTheSignal(String signal, int status) throws IOException {
        NodeProcess node = stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX, "--drain-notice", "0s")
                .get(0);
        try (SocketChannel client = SocketChannel.open(address(node))) {
            askUntilNothingMoves(client);
            node.signal(signal);
            assertThat(node.awaitExit()).isEqualTo(status);
        }
        assertThat(node.log()).contains("not all requests were answered");
    }

    /** Asks again and again and reads no answer, until the node takes no more requests. */
    private static void askUntilNothingMoves(SocketChannel client) throws IOException {
        String request = "GET /openapi.yaml HTTP/1.1\r\nHost: portmaster\r\n\r\n";
        ByteBuffer requests = ByteBuffer.wrap(request.repeat(20_000).getBytes(US_ASCII));
        client.configureBlocking(false);
        for (int pauses = 0; pauses < 100; pauses++) {
            if (client.write(requests) > 0) {
                pauses = 0;
            }
            Await.pass(Duration.ofMillis(10));
        }
    }

    private static InetSocketAddress address(NodeProcess node) {
        String[] parts = node.address().split(":", 2);
        return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }

    @Test
    @Execution(CONCURRENT)
    void beforeItEverServedItEndsAtOnceWithZero() {
        NodeProcess node = stage.node("http://127.0.0.1:" + FreePort.next(), "--drain-notice", "1h");
        Await.until("it looks for etcd", START, () -> node.log().contains("{"));
        node.askToEnd();
        assertThat(node.awaitExit()).isZero();
    }

    @Test
    @Execution(CONCURRENT)
    void theNoticeLastsAsLongAsItIsTold() throws IOException {
        NodeProcess node = stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX, "--drain-notice", "4s")
                .get(0);
        long begin = System.nanoTime();
        node.askToEnd();
        Await.until("it is not ready", LIMIT, () -> !node.isReady());
        Await.until("it takes no more connections", LIMIT, () -> isGone(node));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(4), LIMIT);
        assertThat(node.awaitExit()).isZero();
    }

    private static boolean isGone(NodeProcess node) {
        try {
            node.api().anew().get("/livez");
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** etcd, or a part of it, doesn't run when nodes start. */
@Tag(Measured.TAG)
class LateEtcdIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** An allowance on top of the promised time, for machines that run more than this test. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(1);

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void nodesAreReadyWithinFiveSecondsOfEtcd() throws IOException {
        LocalEtcd etcd = stage.etcdToCome(1);
        List<NodeProcess> nodes =
                Stream.generate(() -> stage.node(etcd.endpoints())).limit(2).toList();
        for (NodeProcess node : nodes) {
            Await.until("it listens", LIMIT, () -> status(node, "/livez") == 200);
            node.awaitNotReady(etcd.endpoints());
            HttpReply refused = node.api().get("/v1/services");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("store-unavailable");
        }

        etcd.start();

        long served = System.nanoTime();
        nodes.forEach(NodeProcess::awaitReady);
        Duration taken = Duration.ofNanos(System.nanoTime() - served);
        System.out.println("nodes were ready " + taken.toMillis() + " ms after the etcd that they had waited for");
        assertThat(taken).isLessThan(Duration.ofSeconds(5).plus(ALLOWANCE));
        new Operator(nodes.get(0).client()).create("django", 5000, 5009);
    }

    @Test
    void aNodeThatWaitsForEtcdEndsInOrder() {
        NodeProcess node = stage.node("http://127.0.0.1:" + FreePort.next());
        Await.until("it listens", LIMIT, () -> status(node, "/livez") == 200);
        node.askToEnd();
        node.awaitExit();
    }

    /** This holds whether its installation is pinned or not. */
    @Test
    void aDeadAddressKeepsANodeForThreeSecondsAtMost() {
        EtcdCluster etcd = stage.etcd(3);
        String installation = stage.nodes(1, etcd.endpoints()).get(0).installation();
        String four = "http://127.0.0.1:" + FreePort.next() + "," + etcd.endpoints();

        Duration without = timeToStart(etcd.endpoints());
        Duration with = timeToStart(four);
        Duration pinned = timeToStart(four, "--installation", installation);

        System.out.println("a node was ready after " + without.toMillis() + " ms, with a dead address in its list "
                + with.toMillis() + " ms, pinned " + pinned.toMillis() + " ms");
        assertThat(with).isLessThan(without.plusSeconds(3).plus(ALLOWANCE));
        assertThat(pinned).isLessThan(without.plusSeconds(3).plus(ALLOWANCE));
    }

    /** From when it listens: before that the JVM starts, which takes a busy machine a second more or less. */
    private Duration timeToStart(String endpoints, String... options) {
        NodeProcess node = stage.node(endpoints, options);
        Await.until("it listens", LIMIT, () -> status(node, "/livez") == 200);
        long start = System.nanoTime();
        node.awaitReady();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        node.kill();
        return taken;
    }

    private static int status(NodeProcess node, String path) {
        try {
            return node.api().get(path).status();
        } catch (IOException e) {
            return 0;
        }
    }
}

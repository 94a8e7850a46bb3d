package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes fail under load: nothing is lost, nothing is doubled. */
class KilledNodeIT {
    private static final String PREFIX = "/killed/";
    private static final int CLIENTS = 24;
    /** As the JVM reports it, also when all went in order. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    private final History history = new History();
    private final Seed seed = new Seed();
    private final Random random = seed.random(-1);
    private Etcd etcd;
    private List<NodeProcess> nodes;
    private Witness witness;
    private Crowd crowd;

    @BeforeEach
    void startNodesAndClients() throws IOException {
        etcd = stage.etcd(1);
        nodes = stage.nodes(2, etcd.endpoints(), "--prefix", PREFIX);
        new Operator(nodes.get(0).api()).create("django", 5000, 5299);
        witness = stage.keep(new Witness(etcd.client(), PREFIX));
        List<RandomClient> clients = RandomClient.several(CLIENTS, nodes, "django", history, seed, 10);
        crowd = stage.keep(
                Crowd.repeating(CLIENTS, number -> clients.get(number).act()));
    }

    @Test
    void aNodeKilledUnderLoadAndStartedAgainLosesAndDoublesNothing() {
        for (int round = 0; round < Scale.rounds(2); round++) {
            awaitProgress();
            NodeProcess node = anyNode();
            node.kill();
            awaitProgress(); // at the other one
            node.start();
            node.awaitReady();
        }
        awaitProgress();
        assertNothingWasLostOrDoubled();
    }

    @Test
    void aNodeThatStoodStillUnderLoadLosesAndDoublesNothing() {
        for (int round = 0; round < Scale.rounds(2); round++) {
            awaitProgress();
            NodeProcess node = anyNode();
            node.freeze();
            Await.pass(Duration.ofSeconds(3));
            node.thaw();
        }
        awaitProgress();
        assertNothingWasLostOrDoubled();
    }

    @Test
    void aNodeAskedToEndUnderLoadLosesAndDoublesNothing() {
        awaitProgress();
        NodeProcess node = anyNode();
        node.askToEnd();
        assertThat(node.awaitExit()).as("all was answered").isZero();
        awaitProgress();
        assertNothingWasLostOrDoubled();
    }

    private NodeProcess anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void awaitProgress() {
        int before = history.served();
        Await.until("clients are served", LIMIT, () -> history.served() > before + 500);
    }

    private void assertNothingWasLostOrDoubled() {
        crowd.dismiss();
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        Expectation expectation = Expectation.from(history);
        System.out.println(history + "; names nobody is sure of: " + expectation.uncertain());
        assertThat(expectation.contradictions(keys, "django")).isEmpty();
        assertThat(history.portsHeldTwice()).isEmpty();
        witness.catchUp();
        assertThat(witness.violations()).isEmpty();
    }
}

package io.portmaster.cluster;

import io.portmaster.history.AccessPoint;
import io.portmaster.history.Actor;
import io.portmaster.history.Mixture;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;
import io.portmaster.history.InstanceBehaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A node fails under load, once in each way. Nothing is lost, and nothing is given twice. {@code scripts/faults} repeats this.
 */
class KilledNodeIT {
    private static final String PREFIX = "/killed/";
    private static final int CLIENTS = 24;
    private static final Duration OFFER_TTL = Duration.ofSeconds(6);
    private static final Duration REUSE_DELAY = Duration.ofSeconds(3);
    private static final Duration BUSY_DELAY = Duration.ofSeconds(5);
    private static final InstanceBehaviour BEHAVIOUR = new InstanceBehaviour(10, Duration.ZERO, true);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    private final Journal journal = new Journal();
    private final Seed seed = new Seed();
    private final Random random = seed.random(-1);
    private EtcdCluster etcd;
    private List<NodeProcess> nodes;
    private Recording recording;
    private Crowd crowd;

    @BeforeEach
    void startNodesAndClients() throws IOException {
        etcd = stage.etcd(1);
        nodes = stage.nodes(
                2, etcd.endpoints(), "--prefix", PREFIX, "--offer-ttl", OFFER_TTL.toSeconds() + "s");
        new Operator(nodes.get(0).client()).create("django", 5000, 6999, REUSE_DELAY, BUSY_DELAY);
        recording = stage.keep(Recording.live(etcd, PREFIX, "django", journal))
                .promising(OFFER_TTL, REUSE_DELAY, BUSY_DELAY);
        List<AccessPoint> entries = AccessPoint.of(nodes, "django");
        List<Actor> clients =
                Mixture.ALL_KINDS.actors(CLIENTS, number -> entries, journal, seed.value(), BEHAVIOUR);
        crowd = stage.keep(
                Crowd.repeating(CLIENTS, number -> clients.get(number).act()));
    }

    @Test
    void aNodeKilledUnderLoadAndStartedAgainLosesAndDoublesNothing() {
        awaitProgress();
        NodeProcess node = anyNode();
        node.kill();
        awaitProgress(); // at the other one
        node.start();
        node.awaitReady();
        awaitProgress();
        assertNothingWasLostOrDoubled();
    }

    @Test
    void aNodeThatStoodStillUnderLoadLosesAndDoublesNothing() {
        awaitProgress();
        NodeProcess node = anyNode();
        node.freeze();
        Await.pass(Duration.ofSeconds(3));
        node.thaw();
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
        int before = journal.served();
        Await.until("clients are served", LIMIT, () -> journal.served() > before + 500);
    }

    private void assertNothingWasLostOrDoubled() {
        crowd.dismiss();
        System.out.println(journal);
        assertThat(recording.violations()).isEmpty();
    }
}

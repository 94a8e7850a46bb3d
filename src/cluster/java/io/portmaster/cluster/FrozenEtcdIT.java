package io.portmaster.cluster;

import io.portmaster.history.AccessPoint;
import io.portmaster.history.Customer;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;
import io.portmaster.history.Instance;
import io.portmaster.history.InstanceBehaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An etcd member stands still for 3 s while offers are on the way. {@code scripts/faults} repeats this. */
class FrozenEtcdIT {
    private static final String PREFIX = "/frozen/";
    private static final int CLIENTS = 24;
    private static final Duration OUTAGE = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** How long a node may take to find the other members. */
    private static final Duration DETOUR = Duration.ofSeconds(20);

    @RegisterExtension
    final Stage stage = new Stage();

    private final Journal journal = new Journal();

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatStandsInEtcdIsWhatTheClientsWereTold(int members) throws IOException {
        Seed seed = new Seed();
        Random random = seed.random(-1);
        EtcdCluster etcd = stage.etcd(members);
        List<NodeProcess> nodes = stage.nodes(2, etcd.endpoints(), "--prefix", PREFIX);
        new Operator(nodes.get(0).client()).create("django", 5000, 5299);
        Recording recording = stage.keep(Recording.live(etcd, PREFIX, "django", journal));
        List<Instance> clients = Instance.several(
                CLIENTS, AccessPoint.of(nodes, "django"), journal, seed.value(), InstanceBehaviour.eager(10));
        Crowd crowd = stage.keep(
                Crowd.repeating(CLIENTS, number -> clients.get(number).act()));

        awaitProgress(nodes);
        EtcdMember member = etcd.member(random.nextInt(members));
        member.freeze();
        Await.pass(OUTAGE);
        member.thaw();
        awaitProgress(nodes);
        crowd.dismiss();

        etcd.awaitHealth();
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        System.out.println(journal);
        assertThat(recording.violations()).isEmpty();
        assertNodesShow(keys, nodes);
    }

    @Test
    void nodesDoWithoutAMemberThatStaysFrozen() throws IOException {
        Random random = new Seed().random(0);
        EtcdCluster etcd = stage.etcd(3);
        List<NodeProcess> nodes = stage.nodes(3, etcd.endpoints(), "--prefix", PREFIX);
        new Operator(nodes.get(0).client()).create("django", 5000, 5299);
        EtcdMember member = etcd.member(random.nextInt(3));
        member.freeze();
        long start = System.nanoTime();
        for (NodeProcess node : nodes) {
            awaitOffer(node);
            System.out.println("a node serves again "
                    + Duration.ofNanos(System.nanoTime() - start).toMillis()
                    + " ms after one of three etcd members fell silent");
        }
        member.thaw();
        etcd.awaitHealth();
        nodes.forEach(node -> Await.until(node.address() + " is ready", LIMIT, node::isReady));
    }

    private void awaitOffer(NodeProcess node) {
        Customer customer = new Customer(node.client(), "django", journal);
        Await.until(node.address() + " serves", DETOUR, () -> customer.offer("web-" + journal.size())
                .isYes());
    }

    /** Waits until each node serves again, by itself. */
    private void awaitProgress(List<NodeProcess> nodes) {
        nodes.forEach(node -> Await.until(node.address() + " is ready", LIMIT, node::isReady));
        int before = journal.served();
        Await.until("clients are served", LIMIT, () -> journal.served() > before + 200);
    }

    private static void assertNodesShow(KeySpace keys, List<NodeProcess> nodes) throws IOException {
        List<String> holdings = keys.ports().stream()
                .map(port -> port.name() + " " + port.port() + " " + port.state())
                .toList();
        for (NodeProcess node : nodes) {
            assertThat(new Operator(node.client()).holdings("django")).containsExactlyInAnyOrderElementsOf(holdings);
        }
    }
}

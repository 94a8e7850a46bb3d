package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An etcd member stands still for 3 s while offers are in flight, again and again. */
class FrozenEtcdIT {
    private static final String PREFIX = "/frozen/";
    private static final int CLIENTS = 24;
    private static final Duration OUTAGE = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What a node may take to find the members that are left. */
    private static final Duration DETOUR = Duration.ofSeconds(20);

    @RegisterExtension
    final Stage stage = new Stage();

    private final History history = new History();

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatStandsInEtcdIsWhatTheClientsWereTold(int members) throws IOException {
        Seed seed = new Seed();
        Random random = seed.random(-1);
        Etcd etcd = stage.etcd(members);
        List<NodeProcess> nodes = stage.nodes(2, etcd.endpoints(), "--prefix", PREFIX);
        new Operator(nodes.get(0).api()).create("django", 5000, 5299);
        Witness witness = stage.keep(new Witness(etcd.client(), PREFIX));
        List<RandomClient> clients = RandomClient.several(CLIENTS, nodes, "django", history, seed, 10);
        Crowd crowd = stage.keep(
                Crowd.repeating(CLIENTS, number -> clients.get(number).act()));

        for (int round = 0; round < Scale.rounds(3); round++) {
            awaitProgress(nodes);
            EtcdMember member = etcd.member(random.nextInt(members));
            member.freeze();
            Await.pass(OUTAGE);
            member.thaw();
        }
        awaitProgress(nodes);
        crowd.dismiss();

        etcd.awaitHealth();
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        Expectation expectation = Expectation.from(history);
        System.out.println(history + "; names nobody is sure of: " + expectation.uncertain());
        assertThat(expectation.contradictions(keys, "django")).isEmpty();
        assertThat(history.portsHeldTwice()).isEmpty();
        witness.catchUp();
        assertThat(witness.violations()).isEmpty();
        assertNodesShow(keys, nodes);
    }

    @Test
    void nodesDoWithoutAMemberThatStaysFrozen() throws IOException {
        Random random = new Seed().random(0);
        Etcd etcd = stage.etcd(3);
        List<NodeProcess> nodes = stage.nodes(3, etcd.endpoints(), "--prefix", PREFIX);
        new Operator(nodes.get(0).api()).create("django", 5000, 5299);
        for (int round = 0; round < Scale.rounds(1); round++) {
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
    }

    private void awaitOffer(NodeProcess node) {
        Customer customer = new Customer(node.api(), "django", history);
        Await.until(node.address() + " serves", DETOUR, () -> customer.offer("web-" + history.size())
                .isYes());
    }

    /** Each node serves again, by itself. */
    private void awaitProgress(List<NodeProcess> nodes) {
        nodes.forEach(node -> Await.until(node.address() + " is ready", LIMIT, node::isReady));
        int before = history.served();
        Await.until("clients are served", LIMIT, () -> history.served() > before + 200);
    }

    private static void assertNodesShow(KeySpace keys, List<NodeProcess> nodes) throws IOException {
        List<String> holdings = keys.ports().stream()
                .map(port -> port.name() + " " + port.port() + " " + port.state())
                .toList();
        for (NodeProcess node : nodes) {
            assertThat(new Operator(node.api()).holdings("django")).containsExactlyInAnyOrderElementsOf(holdings);
        }
    }
}

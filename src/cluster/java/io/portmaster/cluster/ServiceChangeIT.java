package io.portmaster.cluster;

import io.portmaster.history.AccessPoint;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;
import io.portmaster.history.Instance;
import io.portmaster.history.InstanceBehaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.client.ProblemException;
import io.portmaster.wire.ProblemMembers;
import io.portmaster.wire.ProblemMembers.ServiceInTheWay;
import io.portmaster.wire.ServiceBody;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service changes while clients claim its ports on two nodes. Every revision of etcd is checked. */
class ServiceChangeIT {
    private static final String PREFIX = "/change/";
    private static final int CLIENTS = 32;

    @RegisterExtension
    final Stage stage = new Stage();

    private final Journal journal = new Journal();
    private final Seed seed = new Seed();
    private final Random random = seed.random(-1);
    private EtcdCluster etcd;
    private List<NodeProcess> nodes;
    private Recording recording;

    @BeforeEach
    void startTwoNodes() throws IOException {
        etcd = stage.etcd(1);
        nodes = stage.nodes(2, etcd.endpoints(), "--prefix", PREFIX);
        operator().create("django", 5000, 5199);
        // This service is in the way whenever the other one grows over its end.
        operator().create("neighbour", 5200, 5299);
        recording = stage.keep(Recording.live(etcd, PREFIX, "django", journal));
    }

    @Test
    void aShrinkingAndGrowingRangeKeepsEveryPortInside() throws IOException {
        List<Instance> clients = clients(16, 2);
        Crowd crowd =
                stage.keep(Crowd.repeating(16, number -> clients.get(number).act()));

        int changes = 0;
        int refusals = 0;
        for (int round = 0; round < Scale.rounds(120); round++) {
            int start = 5000 + random.nextInt(3);
            int end = start + random.nextInt(205);
            Optional<ProblemException> refusal = operator().tryToResize("django", start, end);
            if (refusal.isEmpty()) {
                changes++;
                assertEveryNodeShows(start, end);
            } else {
                refusals++;
                assertIsInTheWay(end < 5200 ? "range-in-use" : "range-overlap", refusal.get());
                // The new range contains the former one, so that no port is in its way.
                operator().resize("django", 5000, 5199);
            }
        }
        crowd.dismiss();

        System.out.println(changes + " changes, " + refusals + " refused; " + journal);
        assertThat(changes).isPositive();
        assertThat(refusals).isPositive();
        assertThat(recording.violations()).isEmpty();
    }

    private void assertEveryNodeShows(int start, int end) throws IOException {
        for (NodeProcess node : nodes) {
            ServiceBody seen = new Operator(node.client()).look("django");
            assertThat(seen.start()).isEqualTo(start);
            assertThat(seen.end()).isEqualTo(end);
        }
    }

    private static void assertIsInTheWay(String code, ProblemException refusal) {
        assertThat(refusal.code()).isEqualTo(code);
        if (refusal.problem().members() instanceof ProblemMembers.ConflictingServices inTheWay) {
            assertThat(inTheWay.services()).extracting(ServiceInTheWay::name).startsWith("neighbour");
        } else {
            assertThat(((ProblemMembers.PortsInUse) refusal.problem().members()).ports())
                    .isNotEmpty();
        }
    }

    @Test
    void aServiceDeletedByForceTakesAllWithItAndStaysDead() throws IOException {
        List<Instance> clients = clients(CLIENTS, 4);
        Crowd crowd = stage.keep(
                Crowd.repeating(CLIENTS, number -> clients.get(number).act()));

        for (int round = 0; round < Scale.rounds(30); round++) {
            operator().deleteByForce("django");
            for (NodeProcess node : nodes) {
                assertThat(new Operator(node.client()).isMissing("django")).isTrue();
            }
            int start = 5000 + 50 * random.nextInt(3);
            operator().create("django", start, start + 99);
            int before = recording.changes().revisions();
            Await.until(
                    "clients claim in the new one",
                    Duration.ofSeconds(10),
                    () -> recording.changes().revisions() > before + 3);
        }
        crowd.dismiss();
        operator().deleteByForce("django");

        System.out.println(journal);
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        assertThat(keys.ports()).isEmpty();
        assertThat(keys.services()).containsOnlyKeys("neighbour");
        assertKeysWereInOrder();
    }

    @Test
    void aServiceIsDeletedWithoutForceOnlyWhileNobodyHoldsAPort() throws IOException {
        // There are few clients with few ports, so that sometimes no port is in use.
        List<Instance> clients = clients(3, 1);
        Crowd crowd =
                stage.keep(Crowd.repeating(3, number -> clients.get(number).act()));

        int deletions = 0;
        int refusals = 0;
        while (deletions < Scale.rounds(12)) {
            Optional<ProblemException> refusal = operator().tryToDelete("django");
            if (refusal.isEmpty()) {
                deletions++;
                operator().create("django", 5000, 5199);
            } else {
                refusals++;
                assertThat(refusal.get().code()).isEqualTo("service-in-use");
                assertThat(((ProblemMembers.PortsInUse) refusal.get().problem().members()).ports())
                        .isNotEmpty();
            }
        }
        crowd.dismiss();

        System.out.println(deletions + " deletions, " + refusals + " refused; " + journal);
        assertThat(recording.violationsOfChanges()).isEmpty();
    }

    @Test
    void ofCompetingCreatesOnlyOnesThatDoNotOverlapSucceed() throws IOException {
        operator().delete("django");
        Crowd crowd = stage.keep(Crowd.acting(16, number -> {
            Random own = seed.random(number);
            Operator operator = new Operator(nodes.get(number % 2).client());
            for (int i = 0; i < 20; i++) {
                int start = 6000 + own.nextInt(2000);
                Optional<ProblemException> refusal =
                        operator.tryToCreate("s" + number, start, start + 1 + own.nextInt(300));
                if (refusal.isEmpty()) {
                    operator.delete("s" + number);
                } else {
                    assertThat(refusal.get().code()).isEqualTo("range-overlap");
                    assertThat(((ProblemMembers.ConflictingServices) refusal.get().problem().members()).services())
                            .isNotEmpty();
                }
            }
        }));
        crowd.await(Duration.ofSeconds(60));

        assertKeysWereInOrder();
        assertThat(KeySpace.read(etcd.client(), PREFIX).services()).containsOnlyKeys("neighbour");
    }

    /** Asks any of the nodes. */
    private Operator operator() {
        return new Operator(nodes.get(random.nextInt(nodes.size())).client());
    }

    private List<Instance> clients(int count, int appetite) {
        return Instance.several(
                count, AccessPoint.of(nodes, "django"), journal, seed.value(), InstanceBehaviour.eager(appetite));
    }

    private void assertKeysWereInOrder() {
        assertThat(recording.violationsOfKeys()).isEmpty();
        System.out.println(recording.changes().revisions() + " revisions looked at");
    }
}

package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service changes while clients claim in it on two nodes. Every revision of etcd is looked at. */
class ServiceChangeIT {
    private static final String PREFIX = "/change/";
    private static final int CLIENTS = 32;

    @RegisterExtension
    final Stage stage = new Stage();

    private final History history = new History();
    private final Seed seed = new Seed();
    private final Random random = seed.random(-1);
    private Etcd etcd;
    private List<NodeProcess> nodes;
    private Witness witness;

    @BeforeEach
    void startTwoNodes() throws IOException {
        etcd = stage.etcd(1);
        nodes = stage.nodes(2, etcd.endpoints(), "--prefix", PREFIX);
        operator().create("django", 5000, 5199);
        // In the way of the service whenever it grows over its end.
        operator().create("neighbour", 5200, 5299);
        witness = stage.keep(new Witness(etcd.client(), PREFIX));
    }

    @Test
    void aShrinkingAndGrowingRangeKeepsEveryPortInside() throws IOException {
        List<RandomClient> clients = RandomClient.several(16, nodes, "django", history, seed, 2);
        Crowd crowd =
                stage.keep(Crowd.repeating(16, number -> clients.get(number).act()));

        int changes = 0;
        int refusals = 0;
        for (int round = 0; round < Scale.rounds(120); round++) {
            int start = 5000 + random.nextInt(3);
            int end = start + random.nextInt(205);
            Reply reply = operator().tryToResize("django", start, end);
            if (reply.status() == 200) {
                changes++;
                assertEveryNodeShows(start, end);
            } else {
                refusals++;
                assertIsInTheWay(end < 5200 ? "range-in-use" : "range-overlap", reply);
                // It takes in whatever it was before, so no port is in its way.
                operator().tryToResize("django", 5000, 5199).expect(200);
            }
        }
        crowd.dismiss();

        System.out.println(changes + " changes, " + refusals + " refused; " + history);
        assertThat(changes).isPositive();
        assertThat(refusals).isPositive();
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        assertThat(Expectation.from(history).contradictions(keys, "django")).isEmpty();
        assertThat(history.portsHeldTwice()).isEmpty();
        assertWitnessSawNothingWrong();
    }

    private void assertEveryNodeShows(int start, int end) throws IOException {
        for (NodeProcess node : nodes) {
            Reply seen = new Operator(node.api()).look("django").expect(200);
            assertThat(seen.json().path("start").asInt()).isEqualTo(start);
            assertThat(seen.json().path("end").asInt()).isEqualTo(end);
        }
    }

    private static void assertIsInTheWay(String code, Reply reply) {
        assertThat(reply.code()).isEqualTo(code);
        if (code.equals("range-overlap")) {
            assertThat(reply.json().at("/services/0/name").asText()).isEqualTo("neighbour");
        } else {
            assertThat(reply.json().path("ports")).isNotEmpty();
        }
    }

    @Test
    void aServiceDeletedByForceTakesAllWithItAndStaysDead() throws IOException {
        List<RandomClient> clients = RandomClient.several(CLIENTS, nodes, "django", history, seed, 4);
        Crowd crowd = stage.keep(
                Crowd.repeating(CLIENTS, number -> clients.get(number).act()));

        for (int round = 0; round < Scale.rounds(30); round++) {
            operator().tryToDeleteByForce("django").expect(204);
            for (NodeProcess node : nodes) {
                assertThat(new Operator(node.api()).look("django").code()).isEqualTo("service-not-found");
            }
            int start = 5000 + 50 * random.nextInt(3);
            operator().create("django", start, start + 99);
            int before = witness.revisions();
            Await.until("clients claim in the new one", Duration.ofSeconds(10), () -> witness.revisions() > before + 3);
        }
        crowd.dismiss();
        operator().tryToDeleteByForce("django").expect(204);

        System.out.println(history);
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        assertThat(keys.ports()).isEmpty();
        assertThat(keys.services()).containsOnlyKeys("neighbour");
        assertWitnessSawNothingWrong();
    }

    @Test
    void aServiceIsDeletedWithoutForceOnlyWhileNobodyHoldsAPort() throws IOException {
        // Few and modest, so that now and then nobody does.
        List<RandomClient> clients = RandomClient.several(3, nodes, "django", history, seed, 1);
        Crowd crowd =
                stage.keep(Crowd.repeating(3, number -> clients.get(number).act()));

        int deletions = 0;
        int refusals = 0;
        while (deletions < Scale.rounds(12)) {
            Reply reply = operator().tryToDelete("django");
            if (reply.status() == 204) {
                deletions++;
                operator().create("django", 5000, 5199);
            } else {
                refusals++;
                assertThat(reply.code()).isEqualTo("service-in-use");
                assertThat(reply.json().path("ports")).isNotEmpty();
            }
        }
        crowd.dismiss();

        System.out.println(deletions + " deletions, " + refusals + " refused; " + history);
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        assertThat(Expectation.from(history).contradictions(keys, "django")).isEmpty();
        assertWitnessSawNothingWrong();
    }

    @Test
    void ofCompetingCreatesOnlyOnesThatDoNotOverlapSucceed() throws IOException {
        operator().tryToDelete("django").expect(204);
        Crowd crowd = stage.keep(Crowd.acting(16, number -> {
            Random own = seed.random(number);
            Operator operator = new Operator(nodes.get(number % 2).api());
            for (int i = 0; i < 20; i++) {
                int start = 6000 + own.nextInt(2000);
                Reply created = operator.tryToCreate("s" + number, start, start + 1 + own.nextInt(300));
                if (created.status() == 201) {
                    operator.tryToDelete("s" + number).expect(204);
                } else {
                    assertThat(created.code()).isEqualTo("range-overlap");
                    assertThat(created.json().path("services")).isNotEmpty();
                }
            }
        }));
        crowd.await(Duration.ofSeconds(60));

        assertWitnessSawNothingWrong();
        assertThat(KeySpace.read(etcd.client(), PREFIX).services()).containsOnlyKeys("neighbour");
    }

    /** At any of the nodes. */
    private Operator operator() {
        return new Operator(nodes.get(random.nextInt(nodes.size())).api());
    }

    private void assertWitnessSawNothingWrong() {
        witness.catchUp();
        System.out.println(witness.revisions() + " revisions looked at");
        assertThat(witness.violations()).isEmpty();
    }
}

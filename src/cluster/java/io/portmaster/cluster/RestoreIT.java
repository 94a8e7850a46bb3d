package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Exchange;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * etcd is restored from a snapshot, as {@code src/docs/operations.md} says, while nodes run and clients ask. The nodes follow by
 * themselves.
 */
@Tag(Measured.TAG)
class RestoreIT {
    private static final String PREFIX = "/restore/";
    private static final String DJANGO = "/v1/services/django";
    /** How long nodes take to follow. Ten seconds of it are the wait to be sure that there is no original beside the copy. */
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(30);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    @TempDir
    Path folder;

    private EtcdCluster etcd;
    private List<NodeProcess> nodes;
    private Customer customer;

    @ParameterizedTest
    @Execution(CONCURRENT)
    @ValueSource(ints = {1, 3})
    void nodesServeWhatTheSnapshotHolds(int members) throws IOException {
        start(members);
        Exchange accepted = customer.offerAccepted("accepted-before");
        Exchange released = customer.offerAccepted("released-later");
        Exchange offered = customer.offer("offered-before");
        Exchange rejected = customer.offer("rejected-later");
        etcd.snapshot(snapshot());
        List<Exchange> late = madeAfterTheSnapshot();
        assertThat(customer.release(released).isYes()).isTrue();
        assertThat(customer.reject(rejected).isYes()).isTrue();
        new Operator(nodes.get(1).client()).create("late", 6000, 6099);
        Crowd traffic = trafficAt(nodes);
        InstallationKey before = InstallationKey.read(etcd, PREFIX);

        etcd.restore(snapshot());

        long restored = System.nanoTime();
        awaitReady();
        Duration taken = Duration.ofNanos(System.nanoTime() - restored);
        System.out.println("nodes served a restored etcd after " + taken.toMillis() + " ms");
        assertThat(taken).isLessThan(SERVED_WITHIN);
        assertThat(etcd.revision()).isGreaterThan(EtcdCluster.BUMP);
        assertThat(etcd.clusterId()).isNotEqualTo(before.cluster());
        assertThat(InstallationKey.read(etcd, PREFIX))
                .isEqualTo(new InstallationKey(before.installation(), etcd.clusterId()));
        traffic.dismiss();
        // The lost history had deleted these records. They stand again.
        for (Exchange exchange : List.of(accepted, released, offered, rejected)) {
            assertThat(holder(exchange.port())).isEqualTo(exchange.name());
        }
        assertThat(customer.accept(offered).isYes()).isTrue();
        assertThat(new Operator(nodes.get(0).client()).isMissing("late")).isTrue();
        assertNamesAreFree(late);
        assertAllIsWell();
    }

    @Test
    @Execution(CONCURRENT)
    void nodesNoticeThatRevisionsWentBack() throws IOException {
        start(3);
        Exchange accepted = customer.offerAccepted("accepted-before");
        etcd.snapshot(snapshot());
        List<Exchange> late = madeAfterTheSnapshot();

        etcd.restoreUnnoticeably(snapshot());

        for (NodeProcess node : nodes) {
            Await.until("it notices", LIMIT, () -> node.log().contains("etcd was restored"));
        }
        awaitReady();
        assertThat(holder(accepted.port())).isEqualTo("accepted-before");
        assertNamesAreFree(late);
        assertAllIsWell();
    }

    /** A node that is frozen during the restore sees only revisions above those that it knew. */
    @Test
    @Execution(CONCURRENT)
    void aNodeThatMissedTheTimeWhenRevisionsWereLowerShowsWhatIsThere() throws IOException {
        start(1);
        customer.offerAccepted("accepted-before");
        etcd.snapshot(snapshot());
        List<Exchange> late = madeAfterTheSnapshot();
        NodeProcess sleeper = nodes.get(1);
        sleeper.freeze();
        long known = etcd.revision();
        Crowd traffic = trafficAt(nodes.subList(0, 1));

        etcd.restoreWithoutBump(snapshot());
        Await.until("revisions are higher than ever", LIMIT, () -> etcd.revision() > known + 100);
        sleeper.thaw();

        awaitReady();
        traffic.dismiss();
        assertNamesAreFree(late);
        assertAllIsWell();
    }

    private void start(int members) throws IOException {
        etcd = stage.durableEtcd(members);
        nodes = stage.nodes(2, etcd.endpoints(), "--prefix", PREFIX);
        new Operator(nodes.get(0).client()).create("django", 5000, 5999);
        customer = new Customer(nodes.get(0).client(), "django", new Journal());
    }

    private Path snapshot() {
        return folder.resolve("backup.db");
    }

    /** Makes some offers and some allocations, through both nodes. */
    private List<Exchange> madeAfterTheSnapshot() {
        List<Exchange> late = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            NodeProcess node = nodes.get(number % nodes.size());
            Customer there = new Customer(node.client(), "django", new Journal());
            String name = "late-" + number;
            late.add(number % 3 == 0 ? there.offer(name) : there.offerAccepted(name));
        }
        assertThat(late).allMatch(Exchange::isYes);
        return late;
    }

    /** Clients that ask all the time. Each answer is in the contract, or {@link Customer} fails. */
    private Crowd trafficAt(List<NodeProcess> some) {
        return stage.keep(Crowd.repeating(8, number -> {
            NodeProcess node = some.get(number % some.size());
            Customer there = new Customer(node.client(), "django", new Journal());
            String name = "passing-" + number;
            Exchange offer = there.offer(name);
            if (offer.isYes() && there.accept(offer).isYes()) {
                there.release(offer);
            }
            node.api().get(DJANGO + "/ports").text();
            Await.pass(Duration.ofMillis(20));
        }));
    }

    private void awaitReady() {
        for (NodeProcess node : nodes) {
            // An answer that had to come from etcd proves more than readiness, which looks back for a few seconds.
            Await.until("it serves by itself", LIMIT, () -> isServing(node));
            node.awaitReady();
        }
    }

    private static boolean isServing(NodeProcess node) {
        try {
            return node.api().get(DJANGO).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private String holder(int port) throws IOException {
        return nodes.get(1)
                .api()
                .get("/v1/ports/" + port)
                .expect(200)
                .json()
                .path("name")
                .asText();
    }

    /** Checks that nobody has these names at either node, and that they can be asked for again. */
    private void assertNamesAreFree(List<Exchange> gone) throws IOException {
        for (NodeProcess node : nodes) {
            List<String> names = new Operator(node.client())
                    .holdings("django").stream()
                            .map(holding -> holding.split(" ")[0])
                            .toList();
            assertThat(names)
                    .doesNotContainAnyElementsOf(
                            gone.stream().map(Exchange::name).toList());
        }
        for (Exchange exchange : gone) {
            assertThat(customer.offerAccepted(exchange.name()).isYes()).isTrue();
        }
    }

    /** Checks that new ports are given once, that all nodes show what etcd holds, and that {@code check} finds nothing. */
    private void assertAllIsWell() throws IOException {
        Recording recording = stage.keep(Recording.fromNow(etcd, PREFIX, "django"));
        List<Exchange> given = askAllAtOnce(60);
        assertThat(recording.violationsOfKeys()).isEmpty();
        Set<Integer> ports = new HashSet<>();
        assertThat(given).hasSize(60).allMatch(exchange -> ports.add(exchange.port()));

        List<String> holdings = KeySpace.read(etcd.client(), PREFIX).ports().stream()
                .map(port -> port.name() + " " + port.port() + " " + port.state())
                .toList();
        for (NodeProcess node : nodes) {
            assertThat(new Operator(node.client()).holdings("django")).containsExactlyInAnyOrderElementsOf(holdings);
        }
        ProgramRun run = stage.check(etcd.endpoints(), "--prefix", PREFIX);
        assertThat(run.status()).as(run.toString()).isZero();
    }

    private List<Exchange> askAllAtOnce(int clients) {
        Journal journal = new Journal();
        Crowd crowd = stage.keep(Crowd.acting(clients, number -> {
            NodeProcess node = nodes.get(number % nodes.size());
            new Customer(node.client(), "django", journal).offerAccepted("new-" + number);
        }));
        crowd.await(LIMIT);
        return journal.exchanges(Exchange::isYes);
    }
}

package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes start on an etcd, or several, for the first time. The claims say which installation they serve, and who may make one.
 */
class FirstStartIT {
    private static final String PREFIX = "/first/";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Longer than a node waits for addresses that are silent where there is an installation. */
    private static final Duration WAITS_ON = Duration.ofSeconds(4);

    @RegisterExtension
    final Stage stage = new Stage();

    @TempDir
    Path folder;

    @ParameterizedTest
    @Execution(CONCURRENT)
    @MethodSource("rounds")
    void twoEmptyEtcdsInOneListAreRefusedByEveryCommand(int round) {
        EtcdCluster one = stage.etcd(1);
        EtcdCluster other = stage.etcd(1);
        String both = one.endpoints() + "," + other.endpoints();
        List<NodeProcess> nodes = Stream.generate(() -> node(both)).limit(3).toList();

        nodes.forEach(node -> assertRefusal(node, one.clusterId(), other.clusterId()));
        assertRefusal(stage.check(both, "--prefix", PREFIX), 3, one.clusterId(), other.clusterId());
        assertRefusal(stage.init(both, "--prefix", PREFIX), 1, one.clusterId(), other.clusterId());
        assertUntouched(one);
        assertUntouched(other);
    }

    @Test
    @Execution(CONCURRENT)
    void twoInstallationsInOneListAreRefused() {
        EtcdCluster one = stage.etcd(1);
        EtcdCluster other = stage.etcd(1);
        make(one);
        make(other);
        String both = one.endpoints() + "," + other.endpoints();

        assertRefusal(node(both), one.clusterId(), other.clusterId());
        assertRefusal(stage.check(both, "--prefix", PREFIX), 3, one.clusterId(), other.clusterId());
    }

    /** Somebody has let nodes follow a restored copy while the original went on: nobody can tell which is right. */
    @Test
    @Execution(CONCURRENT)
    void oneInstallationInTwoClustersThatBothNameThemselvesIsRefused() {
        LocalEtcd etcd = stage.etcdToCome(1).start();
        make(etcd);
        etcd.snapshot(folder.resolve("backup.db"));
        LocalEtcd copy = stage.etcdToCome(1).startWith(folder.resolve("backup.db"));
        copy.ctl(
                "put",
                PREFIX + "_id",
                etcd.ctl("get", "--print-value-only", PREFIX + "_id")
                        .strip()
                        .replace(etcd.clusterId(), copy.clusterId()));
        String both = etcd.endpoints() + "," + copy.endpoints();

        assertRefusal(node(both), etcd.clusterId(), copy.clusterId());
        assertRefusal(stage.check(both, "--prefix", PREFIX), 3, etcd.clusterId(), copy.clusterId());
    }

    /** Of two installations in one list, a node serves only the one that its options pin. */
    @Test
    @Execution(CONCURRENT)
    void thePinnedOneOfTwoInstallationsIsServedAndNoOther() throws IOException {
        EtcdCluster one = stage.etcd(1);
        EtcdCluster other = stage.etcd(1);
        String pinned = make(one);
        make(other);
        long before = other.revision();
        String both = one.endpoints() + "," + other.endpoints();
        NodeProcess node = stage.node(both, "--prefix", PREFIX, "--installation", pinned);
        NodeProcess lost = stage.node(
                both, "--prefix", PREFIX, "--installation", UUID.randomUUID().toString());

        assertThat(node.awaitReady().installation()).isEqualTo(pinned);
        new Operator(node.client()).create("django", 5000, 5009);
        assertNotReadyYet(lost);
        assertThat(other.revision()).isEqualTo(before);
        assertThat(other.leases()).isEmpty();
    }

    @Test
    @Execution(CONCURRENT)
    void anEmptyEtcdBesideAnInstallationIsNamedAndNotUsed() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        EtcdCluster stranger = stage.etcd(1);
        String installation = make(etcd);
        // The order of the list doesn't matter: each node prefers another address.
        List<NodeProcess> nodes = stage.nodes(3, stranger.endpoints() + "," + etcd.endpoints(), "--prefix", PREFIX);

        new Operator(nodes.get(0).client()).create("django", 5000, 5999);
        for (NodeProcess node : nodes) {
            Customer customer = new Customer(node.client(), "django", new Journal());
            assertThat(customer.offerAccepted("of-" + node.address().replace(':', '-'))
                            .isYes())
                    .isTrue();
            assertThat(node.installation()).isEqualTo(installation);
        }
        for (NodeProcess node : nodes) {
            Await.until("the stranger is named", LIMIT, () -> node.log().contains(stranger.clusterId()));
            assertThat(node.readiness().text()).contains(stranger.endpoints());
        }
        ProgramRun check = stage.check(stranger.endpoints() + "," + etcd.endpoints(), "--prefix", PREFIX);
        assertThat(check.status()).as(check.toString()).isZero();
        assertUntouched(stranger);
    }

    @ParameterizedTest
    @Execution(CONCURRENT)
    @MethodSource("rounds")
    void anInstallationIsMadeOnceByManyNodesAtOnce(int round) {
        EtcdCluster etcd = stage.etcd(3);
        assertMadeOnce(etcd, stage.nodes(4, etcd.endpoints(), "--prefix", PREFIX));
    }

    @ParameterizedTest
    @Execution(CONCURRENT)
    @MethodSource("rounds")
    void aSilentAddressOfThreeIsWaitedForAndNamed(int round) {
        LocalEtcd etcd = stage.etcdToCome(3);
        etcd.member(0).start();
        etcd.member(1).start();
        List<NodeProcess> nodes =
                Stream.generate(() -> node(etcd.endpoints())).limit(2).toList();

        nodes.forEach(node -> node.awaitNotReady(etcd.member(2).endpoint()));
        assertNotReadyYet(nodes.get(0));
        assertThat(InstallationKey.read(etcd, PREFIX)).isNull();
        etcd.member(2).start();

        nodes.forEach(NodeProcess::awaitReady);
        assertMadeOnce(etcd, nodes);
    }

    @Test
    @Execution(CONCURRENT)
    void anOperatorCutsTheWaitingShort() {
        EtcdCluster etcd = stage.etcd(1);
        String dead = "http://127.0.0.1:" + FreePort.next();
        String list = etcd.endpoints() + "," + dead;
        NodeProcess node = node(list);
        node.awaitNotReady(dead);

        ProgramRun init = stage.init(list, "--prefix", PREFIX);

        assertThat(init.status()).as(init.toString()).isZero();
        InstallationKey made = InstallationKey.read(etcd, PREFIX);
        assertThat(made).isNotNull();
        assertThat(made.cluster()).isEqualTo(etcd.clusterId());
        assertThat(init.lines()).anyMatch(line -> line.contains(made.installation()));
        assertThat(node.awaitReady().installation()).isEqualTo(made.installation());
    }

    /** Each member answers for itself before there is a majority, and then they say the same. */
    @ParameterizedTest
    @Execution(CONCURRENT)
    @MethodSource("rounds")
    void membersThatAreNoClusterYetAreWaitedFor(int round) {
        LocalEtcd etcd = stage.etcdToCome(3);
        List<NodeProcess> nodes =
                Stream.generate(() -> node(etcd.endpoints())).limit(2).toList();
        etcd.member(0).start();
        nodes.forEach(node -> node.awaitNotReady(etcd.member(2).endpoint()));
        etcd.member(1).start();
        etcd.member(2).start();

        nodes.forEach(NodeProcess::awaitReady);
        assertMadeOnce(etcd, nodes);
    }

    @ParameterizedTest
    @Execution(CONCURRENT)
    @MethodSource("rounds")
    void oneAddressForThreeMembersIsEnough(int round) {
        EtcdCluster etcd = stage.etcd(3);
        TcpProxy balancer = stage.balancer(etcd);
        assertMadeOnce(etcd, stage.nodes(2, balancer.endpoint(), "--prefix", PREFIX));
    }

    /** A node doesn't wait for a learner to become a voting member: that may take days. */
    @Test
    @Execution(CONCURRENT)
    void aLearnerCountsAsHavingAnswered() {
        LocalEtcd etcd = stage.etcdToCome(1).start();
        EtcdProcess learner = stage.learner(etcd);
        NodeProcess node = node(etcd.endpoints() + "," + learner.endpoint());
        assertThat(node.awaitReady().installation())
                .isEqualTo(InstallationKey.read(etcd, PREFIX).installation());
    }

    @Test
    @Execution(CONCURRENT)
    void recordsOfTheReleaseBeforeBecomeAnInstallation() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        NodeProcess former =
                stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX).get(0);
        new Operator(former.client()).create("django", 5000, 5009);
        former.kill();
        etcd.ctl("del", PREFIX + "_id");

        NodeProcess node = node(etcd.endpoints()).awaitReady();

        assertThat(node.api().get("/v1/services/django").status()).isEqualTo(200);
        assertThat(node.installation())
                .isEqualTo(InstallationKey.read(etcd, PREFIX).installation());
    }

    /** A member without a majority says who it is, and can't say what it holds. It may hold an installation. */
    @Test
    @Execution(CONCURRENT)
    void whatCannotBeReadIsWaitedForBesideAnEmptyEtcd() {
        EtcdCluster etcd = stage.etcd(3);
        EtcdCluster stranger = stage.etcd(1);
        String installation = make(etcd);
        etcd.member(1).kill();
        etcd.member(2).kill();
        NodeProcess node = node(etcd.member(0).endpoint() + "," + stranger.endpoints());

        node.awaitNotReady(etcd.member(0).endpoint());
        assertNotReadyYet(node);
        etcd.member(1).start();

        assertThat(node.awaitReady().installation()).isEqualTo(installation);
        assertUntouched(stranger);
    }

    @Test
    @Execution(CONCURRENT)
    void aPrefixInsideAnotherInstallationsIsRefused() {
        EtcdCluster etcd = stage.etcd(1);
        make(etcd);
        long before = etcd.revision();
        NodeProcess node = stage.node(etcd.endpoints(), "--prefix", PREFIX + "inside/");
        assertRefusal(node, PREFIX + "inside/", PREFIX + "_id");
        assertThat(etcd.revision()).isEqualTo(before);
    }

    /** The rounds of a test whose outcome a race decides. */
    static IntStream rounds() {
        return IntStream.rangeClosed(1, Scale.rounds(1));
    }

    /** Waits longer than a node does at its start. A node that has made no installation by then never makes one. */
    private static void assertNotReadyYet(NodeProcess node) {
        long end = System.nanoTime() + WAITS_ON.toNanos();
        Await.until("its time is over", LIMIT, () -> {
            assertThat(node.isReady()).isFalse();
            return System.nanoTime() - end > 0;
        });
    }

    /** Checks that there is one installation, that it was never replaced, and that all nodes serve it. */
    private static void assertMadeOnce(EtcdCluster etcd, List<NodeProcess> nodes) {
        InstallationKey made = InstallationKey.read(etcd, PREFIX);
        assertThat(made).isNotNull();
        assertThat(KeySpace.getOne(etcd.client(), PREFIX + "_id").get(0).getVersion())
                .isEqualTo(1);
        assertThat(made.cluster()).isEqualTo(etcd.clusterId());
        assertThat(UUID.fromString(made.installation())).hasToString(made.installation());
        assertThat(nodes).allMatch(node -> node.installation().equals(made.installation()));
    }

    private NodeProcess node(String endpoints) {
        return stage.node(endpoints, "--prefix", PREFIX);
    }

    /** Makes an installation in the etcd as an operator does, and returns its UUID. */
    private String make(EtcdCluster etcd) {
        ProgramRun run = stage.init(etcd.endpoints(), "--prefix", PREFIX);
        assertThat(run.status()).as(run.toString()).isZero();
        return InstallationKey.read(etcd, PREFIX).installation();
    }

    /** Checks that the node ends with 1, and says why in the one line that is no log line. */
    private static void assertRefusal(NodeProcess node, String... words) {
        assertThat(node.awaitExit()).as(node.log()).isEqualTo(1);
        assertThat(node.log().lines().filter(line -> !line.startsWith("{")))
                .singleElement()
                .asString()
                .contains(words);
    }

    private static void assertRefusal(ProgramRun run, int status, String... words) {
        assertThat(run.status()).as(run.toString()).isEqualTo(status);
        assertThat(run.lines()).singleElement().asString().contains(words);
    }

    private static void assertUntouched(EtcdCluster etcd) {
        assertThat(etcd.revision()).isEqualTo(1);
        assertThat(etcd.leases()).isEmpty();
    }
}

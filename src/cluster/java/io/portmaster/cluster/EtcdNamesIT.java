package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Exchange;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One name in {@code --etcd} stands for several addresses, as a headless service of Kubernetes does. */
@Tag(Measured.TAG)
class EtcdNamesIT {
    private static final String PREFIX = "/names/";
    private static final String NAME = "etcd.example";

    /** A test that measures a time has the processors for itself. */
    private static final String PROCESSORS = "processors";

    private static final List<String> HOSTS = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** The time beyond what is promised, for machines that run more than this test. */
    private static final Duration ALLOWANCE = Duration.ofMillis(500);

    /** How long a node keeps a name's addresses, and stays with a member that is silent. */
    private static final Duration FOLLOWS = Duration.ofSeconds(10);

    @RegisterExtension
    final Stage stage = new Stage();

    @TempDir
    Path folder;

    private final Journal journal = new Journal();
    private final int port = FreePort.on(HOSTS);
    private HostsFile hosts;
    private int names;

    @Test
    @Execution(CONCURRENT)
    @ResourceLock(value = PROCESSORS, mode = READ)
    void nodesSpreadOverTheAddresses() {
        LocalEtcd etcd = etcdBehindTheName();
        int nodes = 0;
        while (watched(etcd) < 2) {
            // Each chooses by itself: ten that all choose the same are a fault, or one chance in twenty thousand.
            assertThat(++nodes).isLessThan(11);
            node().awaitReady();
            etcd.watchedMember();
        }
    }

    @Test
    @Execution(CONCURRENT)
    @ResourceLock(PROCESSORS)
    void aFrozenAddressIsLeftForAnotherWithinThreeSeconds() throws IOException {
        LocalEtcd etcd = etcdBehindTheName();
        NodeProcess node = node().awaitReady();
        new Operator(node.client()).create("django", 5000, 5999);
        for (int round = 0; round < Scale.rounds(1); round++) {
            EtcdProcess member = etcd.watchedMember();
            long start = System.nanoTime();
            member.freeze();
            awaitServed(node);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            System.out.println("a node served again " + taken.toMillis() + " ms after one address of its etcd's name"
                    + " had fallen silent");
            assertThat(taken).isLessThan(Duration.ofSeconds(3).plus(ALLOWANCE));
            member.thaw();
            etcd.awaitHealth();
            Await.until("it is back", LIMIT, () -> member.watches() > 0);
        }
        assertAllIsWell(etcd);
    }

    @Test
    @Execution(CONCURRENT)
    @ResourceLock(value = PROCESSORS, mode = READ)
    void aNameThatStandsForOtherAddressesIsFollowed() throws IOException {
        LocalEtcd etcd = etcdBehindTheName();
        hosts.set(NAME, HOSTS.subList(0, 1));
        NodeProcess node = node().awaitReady();
        new Operator(node.client()).create("django", 5000, 5999);
        awaitServed(node);

        hosts.set(NAME, HOSTS.subList(1, 3));
        long start = System.nanoTime();
        etcd.member(0).freeze();
        awaitServed(node);

        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        System.out.println(
                "a node served again " + taken.toMillis() + " ms after its etcd's name had got other addresses");
        assertThat(taken).isLessThan(FOLLOWS);
        etcd.member(0).thaw();
        etcd.awaitHealth();
        assertAllIsWell(etcd);
    }

    /** A restored copy says that it is the same installation; an empty etcd says nothing. */
    @Test
    @Execution(CONCURRENT)
    @ResourceLock(value = PROCESSORS, mode = READ)
    void aNameThatComesToStandForStrangersIsUsedForItsOwnOnly() throws IOException {
        hosts = stage.hostsFile();
        hosts.set(NAME, HOSTS.subList(0, 1));
        LocalEtcd etcd = stage.etcdToCome(HOSTS.subList(0, 1), port).start();
        NodeProcess running = node().awaitReady();
        new Operator(running.client()).create("django", 5000, 5999);
        awaitServed(running);
        etcd.snapshot(folder.resolve("backup.db"));
        LocalEtcd copy = stage.etcdToCome(HOSTS.subList(1, 2), port).startWith(folder.resolve("backup.db"));
        LocalEtcd empty = stage.etcdToCome(HOSTS.subList(2, 3), port).start();
        long before = copy.revision();

        hosts.set(NAME, HOSTS);
        List<NodeProcess> nodes = List.of(running, node(), node());
        for (NodeProcess node : nodes) {
            node.awaitReady();
            awaitServed(node);
            assertThat(node.installation()).isEqualTo(running.installation());
        }
        Await.until(
                "strangers are named",
                LIMIT,
                () -> running.log().contains(copy.clusterId()) && running.log().contains(empty.clusterId()));
        nodes.forEach(this::awaitServed);

        assertThat(copy.revision()).isEqualTo(before);
        assertThat(empty.revision()).isEqualTo(1);
        assertThat(empty.leases()).isEmpty();
        assertAllIsWell(etcd);
    }

    @Test
    @Execution(CONCURRENT)
    @ResourceLock(value = PROCESSORS, mode = READ)
    void aFirstStartWaitsForEveryAddressOfAName() {
        hosts = stage.hostsFile();
        hosts.set(NAME, HOSTS.subList(0, 2));
        LocalEtcd etcd = stage.etcdToCome(HOSTS.subList(0, 1), port).start();
        LocalEtcd other = stage.etcdToCome(HOSTS.subList(1, 2), port);
        NodeProcess node = node();
        node.awaitNotReady(HOSTS.get(1));
        assertThat(etcd.revision()).isEqualTo(1);

        other.start();

        assertThat(node.awaitExit()).as(node.log()).isEqualTo(1);
        assertThat(node.log().lines().filter(line -> !line.startsWith("{")))
                .singleElement()
                .asString()
                .contains(etcd.clusterId(), other.clusterId());
    }

    private LocalEtcd etcdBehindTheName() {
        hosts = stage.hostsFile();
        hosts.set(NAME, HOSTS);
        return stage.etcdToCome(HOSTS, port).start();
    }

    private NodeProcess node() {
        return stage.node(hosts, "http://" + NAME + ":" + port, "--prefix", PREFIX);
    }

    private static long watched(LocalEtcd etcd) {
        return etcd.members().stream().filter(member -> member.watches() > 0).count();
    }

    /** Asks until a port is granted, and releases it. */
    private void awaitServed(NodeProcess node) {
        Customer customer = new Customer(node.client(), "django", journal);
        Await.until(node.address() + " serves", LIMIT, () -> {
            Exchange held = customer.offerAccepted("web-" + names++);
            return held.isYes() && customer.release(held).isYes();
        });
    }

    private void assertAllIsWell(LocalEtcd etcd) {
        Recording recording = stage.keep(Recording.afterwards(etcd, PREFIX, "django", journal));
        assertThat(recording.violations()).isEmpty();
    }
}

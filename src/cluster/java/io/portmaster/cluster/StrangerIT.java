package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Exchange;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcd.jetcd.KeyValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/**
 * An etcd of another installation, or of none, answers under one of the addresses of running nodes. The nodes go on with their
 * own etcd, or serve nothing. They neither show the stranger's records nor write to it.
 */
class StrangerIT {
    private static final String PREFIX = "/stranger/";
    private static final String DJANGO = "/v1/services/django";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A time longer than nodes look at a restored etcd before they adopt it. */
    private static final Duration LONGER_THAN_ADOPTION = Duration.ofSeconds(13);

    @RegisterExtension
    final Stage stage = new Stage();

    @TempDir
    Path folder;

    private final Journal journal = new Journal();

    /** The names that every list must have from now on. */
    private final Set<String> known = new HashSet<>();

    private LocalEtcd etcd;
    private List<NodeProcess> nodes;

    @Test
    @Execution(CONCURRENT)
    void aMemberThatComesBackEmptyAndAloneIsNotUsed() throws IOException {
        start(3, 2);
        EtcdProcess member = etcd.watchedMember();
        Crowd traffic = traffic();

        member.kill();
        member.startAlone();
        EtcdCluster.awaitHealth(member);
        awaitServed();
        awaitMet(member);
        letPass(Duration.ofSeconds(5));

        assertThat(nodes).allMatch(NodeProcess::isReady);
        assertThat(member.revision()).isEqualTo(1);
        assertThat(member.leases()).isEmpty();
        member.kill();
        member.takeBack();
        member.start();
        etcd.awaitHealth();
        Await.until("a node is back at it", LIMIT, () -> member.watches() > 0);
        traffic.dismiss();
        assertAllIsWell();
    }

    /** The empty etcd has the id of the former cluster, since it was started with the same options. */
    @Test
    @Execution(CONCURRENT)
    void anOnlyMemberThatComesBackEmptyIsNotServed() throws IOException {
        start(1, 2);
        EtcdProcess member = etcd.member(0);
        String former = member.clusterId();
        Crowd traffic = traffic();

        member.kill();
        member.startAlone();
        EtcdCluster.awaitHealth(member);
        assertThat(member.clusterId()).isEqualTo(former);
        nodes.forEach(node -> node.awaitNotReady(member.endpoint()));
        letPass(Duration.ofSeconds(2));
        assertThat(member.revision()).isEqualTo(1);

        member.kill();
        member.takeBack();
        member.start();
        etcd.awaitHealth();
        nodes.forEach(NodeProcess::awaitReady);
        awaitServed();
        traffic.dismiss();
        assertAllIsWell();
    }

    /** Somebody has restored a snapshot under a member's address. It lacks what was allocated since. */
    @Test
    @Execution(CONCURRENT)
    void aRestoredCopyUnderTheAddressOfAMemberIsNotUsed() throws IOException {
        start(3, 2);
        Path snapshot = snapshot();
        allocate("after-the-snapshot");
        EtcdProcess member = etcd.watchedMember();
        Crowd traffic = traffic();

        member.kill();
        member.startAlone(snapshot);
        EtcdCluster.awaitHealth(member);
        long before = member.revision();
        Set<String> leases = member.leases();
        awaitServed();
        awaitMet(member);
        letPass(Duration.ofSeconds(2));

        assertThat(nodes).allMatch(NodeProcess::isReady);
        assertThat(member.revision()).isEqualTo(before);
        assertThat(leases).containsAll(member.leases());
        traffic.dismiss();
    }

    /** The copy has most of the addresses for longer than an adoption takes, but the original answers. */
    @Test
    @Execution(CONCURRENT)
    void aRestoredCopyThatRunsBesideTheOriginalIsNotUsed() throws IOException {
        etcd = stage.etcdToCome(1).start();
        String installation = made();
        Path snapshot = snapshot();
        LocalEtcd copy = stage.etcdToCome(3).startWith(snapshot);
        long before = copy.revision();
        Set<String> leases = copy.leases();

        // The nodes' lists name the stranger from the start, and a node prefers any of the four.
        nodes = stage.nodes(3, copy.endpoints() + "," + etcd.endpoints(), "--prefix", PREFIX);
        allocate("at-the-original");
        Crowd traffic = traffic();
        letPass(LONGER_THAN_ADOPTION);

        for (NodeProcess node : nodes) {
            assertThat(node.installation()).isEqualTo(installation);
            assertThat(node.log()).contains(copy.clusterId());
        }
        traffic.dismiss();
        assertThat(copy.revision()).isEqualTo(before);
        assertThat(leases).containsAll(copy.leases());
        assertThat(InstallationKey.read(copy, PREFIX)).isEqualTo(InstallationKey.read(etcd, PREFIX));
        assertAllIsWell();
    }

    /**
     * Nothing is written from the moment at which the key has another value. All goes on when the key has the old value again.
     */
    @Test
    @Execution(CONCURRENT)
    void nodesStandStillWhileTheKeyNamesAnotherInstallation() throws IOException {
        start(1, 2);
        String own = etcd.ctl("get", "--print-value-only", PREFIX + "_id").strip();
        String other = own.replaceAll("(\"installation\":\")[^\"]*", "$13f0c9f0e-0f5e-4b57-9d5a-2f4f1c1f3a10");
        assertThat(other).isNotEqualTo(own);
        Crowd traffic = traffic();

        etcd.ctl("put", PREFIX + "_id", other);
        long replaced = etcd.revision();
        nodes.forEach(node -> node.awaitNotReady(etcd.endpoints()));
        assertNothingWrittenSince(lastWrite(PREFIX + "_id"));
        etcd.ctl("del", PREFIX + "_id");
        nodes.forEach(node -> node.awaitNotReady(etcd.endpoints()));
        letPass(Duration.ofSeconds(1));
        assertNothingWrittenSince(replaced);
        assertThat(InstallationKey.read(etcd, PREFIX)).isNull();

        etcd.ctl("put", PREFIX + "_id", own);
        nodes.forEach(NodeProcess::awaitReady);
        awaitServed();
        traffic.dismiss();
        assertAllIsWell();
    }

    private void start(int members, int count) throws IOException {
        etcd = stage.etcdToCome(members).start();
        // The first node starts alone, so that its member is known. Tests take that member away.
        nodes = new ArrayList<>(stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX));
        etcd.watchedMember();
        nodes.addAll(stage.nodes(count - 1, etcd.endpoints(), "--prefix", PREFIX));
        new Operator(nodes.get(0).client()).create("django", 5000, 5999);
        allocate("before");
    }

    /** Lets a node make the service and the installation, and returns the installation's UUID. */
    private String made() throws IOException {
        NodeProcess node = stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX).get(0);
        new Operator(node.client()).create("django", 5000, 5999);
        String installation = node.installation();
        node.kill();
        return installation;
    }

    private void allocate(String what) {
        for (int number = 0; number < nodes.size(); number++) {
            Customer customer = new Customer(nodes.get(number).client(), "django", journal);
            String name = what + "-" + number;
            assertThat(customer.offerAccepted(name).isYes()).isTrue();
            known.add(name);
        }
    }

    private Path snapshot() {
        Path file = folder.resolve("backup.db");
        etcd.snapshot(file);
        return file;
    }

    /**
     * Runs at each node one client that reads and one that allocates and releases. A list has all known names, or there is no
     * list.
     */
    private Crowd traffic() {
        int[] names = new int[2 * nodes.size()];
        return stage.keep(Crowd.repeating(2 * nodes.size(), number -> {
            NodeProcess node = nodes.get(number / 2);
            if (number % 2 == 0) {
                assertShowsWhatIsKnown(node);
            } else {
                Customer customer = new Customer(node.client(), "django", journal);
                Exchange held = customer.offerAccepted("passing-" + number + "-" + names[number]++);
                if (held.isYes()) {
                    customer.release(held);
                }
            }
            Await.pass(Duration.ofMillis(20));
        }));
    }

    private void assertShowsWhatIsKnown(NodeProcess node) throws IOException {
        HttpReply reply = node.api().get(DJANGO + "/ports?limit=10000");
        if (reply.status() == 503) {
            return;
        }
        Set<String> listed = new HashSet<>();
        for (JsonNode item : reply.expect(200).json()) {
            listed.add(item.path("name").asText());
        }
        assertThat(listed).containsAll(known);
    }

    /** Waits until each node gives ports. */
    private void awaitServed() {
        for (NodeProcess node : nodes) {
            Customer customer = new Customer(node.client(), "django", journal);
            int[] attempts = new int[1];
            Await.until(node.address() + " serves", LIMIT, () -> {
                Exchange held = customer.offerAccepted(
                        "since-" + node.address().replace(':', '-') + "-" + journal.size() + "-" + attempts[0]++);
                return held.isYes() && customer.release(held).isYes();
            });
        }
    }

    /**
     * Waits until a node names the stranger in its log. A node whose member the stranger replaced looks for the member again
     * and again.
     */
    private void awaitMet(EtcdProcess stranger) {
        String cluster = stranger.clusterId();
        Await.until("a node names the stranger", LIMIT, () -> nodes.stream()
                .anyMatch(node -> node.log().contains(cluster)));
    }

    private static void letPass(Duration time) {
        Await.pass(Scale.time(time));
    }

    private long lastWrite(String key) {
        return KeySpace.getOne(etcd.client(), key).get(0).getModRevision();
    }

    private void assertNothingWrittenSince(long revision) {
        List<KeyValue> written = KeySpace.get(etcd.client(), PREFIX).getKvs().stream()
                .filter(pair -> pair.getModRevision() > revision)
                .filter(pair -> !pair.getKey().toString().equals(PREFIX + "_id"))
                .toList();
        assertThat(written).isEmpty();
    }

    /** Checks that etcd holds what clients were told, that nothing was given twice, and that {@code check} finds nothing. */
    private void assertAllIsWell() {
        Recording recording = stage.keep(Recording.afterwards(etcd, PREFIX, "django", journal));
        assertThat(recording.violations()).isEmpty();
        ProgramRun run = stage.check(etcd.endpoints(), "--prefix", PREFIX);
        assertThat(run.status()).as(run.toString()).isZero();
    }
}

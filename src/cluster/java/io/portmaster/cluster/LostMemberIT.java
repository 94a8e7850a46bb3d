package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Exchange;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node loses the one of three etcd members that it is connected to, or the leader, and is soon served by another one. */
@Tag(Measured.TAG)
class LostMemberIT {
    private static final String PREFIX = "/lost/";
    private static final int CUSTOMERS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** An allowance on top of the promised time, for machines that run more than this test. */
    private static final Duration ALLOWANCE = Duration.ofMillis(500);

    @RegisterExtension
    final Stage stage = new Stage();

    private final Journal journal = new Journal();
    private EtcdCluster etcd;

    @BeforeEach
    void startEtcd() {
        etcd = stage.etcd(3);
    }

    @Test
    void aNodeLeavesAFrozenMemberWithinTwoSeconds() throws IOException {
        NodeProcess node = nodes(1).get(0);
        for (int round = 0; round < Scale.rounds(2); round++) {
            EtcdMember member = etcd.watchedMember();
            etcd.moveLeaderTo(other(member));
            long served = timeToServe(List.of(node), member::freeze).get(0);
            System.out.println("a node served again " + served + " ms after its etcd member had fallen silent");
            assertThat(Duration.ofMillis(served))
                    .isLessThan(Duration.ofSeconds(2).plus(ALLOWANCE));
            member.thaw();
            etcd.awaitHealth();
        }
        assertKeysAreAsTold();
    }

    @Test
    void aNodeThatNobodyAsksLeavesAFrozenMemberJustAsSoon() throws IOException {
        NodeProcess node = nodes(1).get(0);
        EtcdMember member = etcd.watchedMember();
        etcd.moveLeaderTo(other(member));
        assertThat(timesItLeftASilentMember(node)).isZero();
        Await.until("the node watches no other member", LIMIT, () -> etcd.others(member).stream()
                .allMatch(other -> other.watches() == 0));
        long start = System.nanoTime();
        member.freeze();
        // The members tell at once. The node's own figures are up to a second old.
        Await.until("the node watches another member", LIMIT, () -> etcd.others(member).stream()
                .anyMatch(other -> other.watches() > 0));
        Duration left = Duration.ofNanos(System.nanoTime() - start);
        System.out.println("an idle node left its etcd member " + left.toMillis() + " ms after that had fallen silent");
        assertThat(left).isLessThan(Duration.ofSeconds(2).plus(ALLOWANCE));
        Await.until("that is counted", LIMIT, () -> timesItLeftASilentMember(node) > 0);
        Await.until(
                "its records are current",
                LIMIT,
                () -> Scrape.of(node.api()).value("portmaster_mirror_lag_seconds") < 1);
    }

    private static double timesItLeftASilentMember(NodeProcess node) {
        return Scrape.of(node.api()).value("portmaster_etcd_client_replacements_total{cause=\"silence\"}");
    }

    @Test
    void aNodeServesAgainWithinThreeSecondsOfTheLeadersDeath() throws IOException {
        List<NodeProcess> nodes = nodes(3);
        for (int round = 0; round < Scale.rounds(2); round++) {
            EtcdMember leader = etcd.watchedMember();
            etcd.moveLeaderTo(leader);
            Duration[] elected = new Duration[1];
            List<Long> served = timeToServe(nodes, () -> elected[0] = timeToElectAfterTheDeathOf(leader));
            System.out.println(
                    "nodes served again " + served + " ms after etcd's leader had been killed, whose successor was"
                            + " elected after " + elected[0].toMillis() + " ms");
            Duration promised = longer(Duration.ofSeconds(3), elected[0].plusSeconds(2));
            assertThat(served)
                    .allSatisfy(time -> assertThat(Duration.ofMillis(time)).isLessThan(promised.plus(ALLOWANCE)));
            leader.start();
            etcd.awaitHealth();
        }
        assertKeysAreAsTold();
    }

    /** An election takes one to two seconds. It takes as long again each time that both survivors stand for leader. */
    private Duration timeToElectAfterTheDeathOf(EtcdMember leader) {
        List<EtcdMember> survivors = etcd.others(leader);
        long start = System.nanoTime();
        leader.kill();
        Await.until("a leader is elected", LIMIT, () -> survivors.stream().anyMatch(EtcdMember::isLeader));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    @Test
    void aNodeGoesBackToItsMemberOnceThatIsWell() throws IOException {
        NodeProcess node = nodes(1).get(0);
        EtcdMember home = etcd.watchedMember();
        etcd.moveLeaderTo(other(home));
        timeToServe(List.of(node), home::freeze);
        int lists = lists(node);
        home.thaw();
        etcd.awaitHealth();

        long before = System.nanoTime();
        Crowd crowd = customersOf(node);
        Await.until("the node is back at its member", LIMIT, () -> home.watches() > 0);
        Await.until("nothing of it is left elsewhere", LIMIT, () -> other(home).watches() == 0);
        Await.until("customers have asked", LIMIT, () -> askedSince(before).size() >= CUSTOMERS);
        crowd.dismiss();

        assertThat(askedSince(before)).isNotEmpty().allMatch(Exchange::isYes);
        assertThat(lists(node)).isEqualTo(lists);
        assertKeysAreAsTold();
    }

    private List<Exchange> askedSince(long moment) {
        return journal.exchanges(exchange -> exchange.asked() - moment > 0);
    }

    private List<NodeProcess> nodes(int count) throws IOException {
        List<NodeProcess> nodes = stage.nodes(count, etcd.endpoints(), "--prefix", PREFIX);
        new Operator(nodes.get(0).client()).create("django", 5000, 9999);
        return nodes;
    }

    /** The milliseconds from the fault to each node's first yes to a request from after it. */
    private List<Long> timeToServe(List<NodeProcess> nodes, Runnable blow) {
        List<Crowd> crowds = new ArrayList<>();
        nodes.forEach(node -> crowds.add(customersOf(node)));
        int before = journal.served();
        Await.until("customers are served", LIMIT, () -> journal.served() > before + 100);
        long start = System.nanoTime();
        blow.run();
        long struck = System.nanoTime();
        nodes.forEach(
                node -> Await.until(node.address() + " serves", LIMIT, () -> firstYes(node, struck) != Long.MAX_VALUE));
        crowds.forEach(Crowd::dismiss);
        return nodes.stream()
                .map(node -> Duration.ofNanos(firstYes(node, struck) - start).toMillis())
                .toList();
    }

    private long firstYes(NodeProcess node, long after) {
        return journal.exchanges().stream()
                .filter(exchange -> exchange.name().startsWith(customer(node)))
                .filter(exchange -> exchange.isYes() && exchange.asked() - after > 0)
                .mapToLong(Exchange::answered)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static String customer(NodeProcess node) {
        return "at-" + node.address().replace(':', '-') + "-";
    }

    /** Each client asks for an offer and rejects it, so that no range is ever full. */
    private Crowd customersOf(NodeProcess node) {
        Customer customer = new Customer(node.client(), "django", journal);
        int from = journal.size();
        int[] names = new int[CUSTOMERS];
        return stage.keep(Crowd.repeating(CUSTOMERS, number -> {
            Exchange offer = customer.offer(customer(node) + from + "-" + number + "-" + names[number]++);
            if (offer.isYes()) {
                customer.reject(offer);
            }
            Await.pass(Duration.ofMillis(20));
        }));
    }

    private EtcdMember other(EtcdMember member) {
        return etcd.others(member).get(0);
    }

    private static int lists(NodeProcess node) {
        return (int) node.log()
                .lines()
                .filter(line -> line.contains("this node has read all keys"))
                .count();
    }

    private void assertKeysAreAsTold() {
        System.out.println(journal);
        Recording recording = stage.keep(Recording.afterwards(etcd, PREFIX, "django", journal));
        assertThat(recording.violations()).isEmpty();
    }
}

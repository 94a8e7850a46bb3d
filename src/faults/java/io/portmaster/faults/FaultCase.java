package io.portmaster.faults;

import io.portmaster.faults.ClusterSetup.OldNodes;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;

/** The cases that {@code --case} names. Each has a fault, the time that it lasts, and the set-up that it needs. */
enum FaultCase {
    KILL_FOLLOWER("etcd: kill -9 of a follower", seconds(2, 5), EtcdFaults::killFollower),
    KILL_LEADER("etcd: kill -9 of the leader", seconds(4, 6), EtcdFaults::killLeader),
    KILL_ALL_MEMBERS("etcd: kill -9 of all members", seconds(0, 2), EtcdFaults::killAll),
    FREEZE_LEADER_BRIEFLY("etcd: SIGSTOP of the leader, 0.3 s", millis(300), EtcdFaults::freezeLeader),
    FREEZE_LEADER("etcd: SIGSTOP of the leader, 2 s", millis(2_000), EtcdFaults::freezeLeader),
    FREEZE_LEADER_LONG("etcd: SIGSTOP of the leader, 15 s", millis(15_000), EtcdFaults::freezeLeader),
    MOVE_LEADER("etcd: move-leader", millis(0), EtcdFaults::moveLeader),
    RESTART_MEMBERS("etcd: rolling restart", millis(0), EtcdFaults::restartAll),
    REPLACE_MEMBER("etcd: a member removed and replaced", seconds(1, 3), EtcdFaults::replaceMember),
    DISK_FULL("etcd: a member's disk full", seconds(3, 6), EtcdFaults::fillDisk, ClusterSetup.USUAL.onSmallDisks()),
    QUOTA(
            "etcd: quota exceeded, NOSPACE",
            seconds(3, 6),
            EtcdFaults::exceedQuota,
            ClusterSetup.USUAL.withEtcdOptions("--quota-backend-bytes=33554432")),
    EMPTY_MEMBER("etcd: a member back empty and alone", seconds(4, 8), EtcdFaults::emptyMember),
    RESTORE("etcd: restored with a new token", millis(0), EtcdFaults::restore),
    DIFFERENT_LISTS(
            "etcd: lists differ, another etcd in two",
            seconds(3, 6),
            EtcdFaults::restartBesideStranger,
            ClusterSetup.USUAL.withAddresses(Addresses.DIFFERENT)),
    RENAME_MEMBER(
            "etcd: its name stands for another one",
            seconds(4, 8),
            EtcdFaults::renameMember,
            ClusterSetup.USUAL.withAddresses(Addresses.ONE_NAME)),
    KILL_NODE("node: kill -9 between sending and reply", seconds(0, 2), NodeFaults::kill),
    FREEZE_NODE("node: SIGSTOP between sending and reply, 7 s", millis(7_000), NodeFaults::freeze),
    RESTART_NODES("node: rolling restart of all", millis(0), NodeFaults::restartAll),
    OLD_NODE(
            "node: kill -9 beside one of the release before",
            seconds(0, 2),
            NodeFaults::kill,
            ClusterSetup.USUAL.withOldNodes(OldNodes.FIRST)),
    OLD_NODE_LEFT(
            "node: kill -9 beside one that was not upgraded",
            seconds(0, 2),
            NodeFaults::kill,
            ClusterSetup.USUAL.withOldNodes(OldNodes.LEFT_BEHIND)),
    CHANGE_RELEASE(
            "node: all back to the release before, and forward",
            seconds(2, 5),
            NodeFaults::goBackToOldRelease,
            ClusterSetup.USUAL.withOldNodes(OldNodes.AT_TIMES)),
    CLOCKS(
            "node: clocks 10 minutes off, either way",
            millis(0),
            NodeFaults::freezeBriefly,
            ClusterSetup.USUAL.withClocks(Duration.ofMinutes(10), Duration.ofMinutes(-10))),
    RELOAD_HAPROXY("HAProxy: reload", millis(0), NodeFaults::reloadHaproxy),
    ISOLATE_LEADER("network: the leader alone", seconds(3, 6), NetworkFaults::isolateLeader),
    HALVE_LEADER("network: the leader, one way", seconds(3, 6), NetworkFaults::halveLeader),
    ISOLATE_NODE("network: a node without etcd", seconds(2, 7), NetworkFaults::isolateNode),
    HALVE_NODE("network: a node and etcd, one way", seconds(2, 7), NetworkFaults::halveNode),
    PART_NODE_AND_MEMBER("network: a node without its member", seconds(4, 8), NetworkFaults::partNodeFromItsMember),
    LOSE_PACKETS("network: 30 % packet loss", seconds(5, 8), NetworkFaults::losePackets),
    DELAY("network: 75 ± 50 ms of delay", seconds(5, 8), NetworkFaults::delay, ClusterSetup.LOOPBACK),
    CUT_WATCH("watch: silent or broken, alone", seconds(1, 5), NetworkFaults::cutWatch, ClusterSetup.GRPC_PROXIES),
    COMPACT_BEHIND_WATCH(
            "watch: compaction while it is cut", seconds(0, 2), NetworkFaults::compactBehindWatch, ClusterSetup.GRPC_PROXIES),
    LEASE_GONE("batch: its lease has gone", millis(0), BatchFaults::revokeLeases),
    TOO_LARGE(
            "batch: larger than etcd takes",
            millis(0),
            BatchFaults::burst,
            ClusterSetup.USUAL.withEtcdOptions("--max-txn-ops=20")),
    DOUBLE_KEY("batch: a key twice", seconds(1, 3), BatchFaults::doubleKeys, ClusterSetup.GRPC_PROXIES);

    private final String title;
    private final Span lasts;
    private final Fault fault;
    private final ClusterSetup setup;

    /** A time between two bounds, which may be equal. */
    record Span(Duration least, Duration most) {}

    FaultCase(String title, Span lasts, Fault fault) {
        this(title, lasts, fault, ClusterSetup.USUAL);
    }

    FaultCase(String title, Span lasts, Fault fault, ClusterSetup setup) {
        this.title = title;
        this.lasts = lasts;
        this.fault = fault;
        this.setup = setup;
    }

    String title() {
        return title;
    }

    Fault fault() {
        return fault;
    }

    ClusterSetup setup() {
        return setup;
    }

    /** How long the fault lasts this time. */
    Duration lasts(Random random) {
        long span = lasts.most().minus(lasts.least()).toMillis();
        return lasts.least().plusMillis(span == 0 ? 0 : random.nextInt((int) span));
    }

    /** As {@code --case} names it: {@code kill-leader}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Span seconds(int least, int most) {
        return new Span(Duration.ofSeconds(least), Duration.ofSeconds(most));
    }

    private static Span millis(int millis) {
        return new Span(Duration.ofMillis(millis), Duration.ofMillis(millis));
    }
}

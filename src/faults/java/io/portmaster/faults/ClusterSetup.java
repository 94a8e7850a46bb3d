package io.portmaster.faults;

import io.portmaster.cluster.NodeJvm;
import io.portmaster.cluster.OldRelease;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a case's cluster differs from the usual one.
 *
 * @param etcdOptions on top of the usual ones
 * @param clocks how far the nodes' clocks are ahead, in their order; empty for none
 * @param throughGrpcProxies whether nodes reach etcd through proxies that know its API, one for each node and member
 * @param onLoopback whether the network has to be one of proxies, also where namespaces can be had
 * @param disk that members' data is on
 * @param addresses what nodes are told of where etcd is
 * @param oldNodes which nodes are of the release before
 */
record ClusterSetup(
        List<String> etcdOptions,
        List<Duration> clocks,
        boolean throughGrpcProxies,
        boolean onLoopback,
        Disk disk,
        Addresses addresses,
        OldNodes oldNodes) {
    static final ClusterSetup USUAL = new ClusterSetup(List.of(), List.of(), false, false, Disk.USUAL, Addresses.ALIKE, OldNodes.NONE);

    /** Which nodes are of the release before. */
    enum OldNodes {
        NONE,
        FIRST,
        /** The first one. Clients use all of this release nevertheless, at any node. */
        LEFT_BEHIND,
        /** All nodes, for a while: the case's fault starts them. */
        AT_TIMES
    }

    /** Nodes reach etcd through proxies that know its API. Such proxies are on the loopback interface. */
    static final ClusterSetup GRPC_PROXIES = new ClusterSetup(List.of(), List.of(), true, true, Disk.USUAL, Addresses.ALIKE, OldNodes.NONE);

    static final ClusterSetup LOOPBACK = new ClusterSetup(List.of(), List.of(), false, true, Disk.USUAL, Addresses.ALIKE, OldNodes.NONE);

    ClusterSetup withEtcdOptions(String... options) {
        return new ClusterSetup(List.of(options), clocks, throughGrpcProxies, onLoopback, disk, addresses, oldNodes);
    }

    ClusterSetup withClocks(Duration... ahead) {
        return new ClusterSetup(etcdOptions, List.of(ahead), throughGrpcProxies, onLoopback, disk, addresses, oldNodes);
    }

    ClusterSetup onSmallDisks() {
        return new ClusterSetup(etcdOptions, clocks, throughGrpcProxies, onLoopback, Disk.SMALL, addresses, oldNodes);
    }

    ClusterSetup withAddresses(Addresses other) {
        return new ClusterSetup(etcdOptions, clocks, throughGrpcProxies, onLoopback, disk, other, oldNodes);
    }

    ClusterSetup withOldNodes(OldNodes which) {
        return new ClusterSetup(etcdOptions, clocks, throughGrpcProxies, onLoopback, disk, addresses, which);
    }

    boolean withOldNodes() {
        return oldNodes != OldNodes.NONE;
    }

    /** Whether the first node is of the release before. */
    boolean beginsWithOldNode() {
        return oldNodes == OldNodes.FIRST || oldNodes == OldNodes.LEFT_BEHIND;
    }

    /** Whether clients ask for what the release before doesn't know. */
    boolean usesAll() {
        return oldNodes == OldNodes.NONE || oldNodes == OldNodes.LEFT_BEHIND;
    }

    /** The JVM and jar of a node at the start. */
    NodeJvm jvmOf(int node) {
        return beginsWithOldNode() && node == 0 ? NodeJvm.SHORT_LIVED.running(OldRelease.jar()) : NodeJvm.SHORT_LIVED;
    }

    /** The environment variables of a node. */
    Map<String, String> environmentOf(int node) {
        return node < clocks.size() ? WrongClock.environment(clocks.get(node)) : Map.of();
    }
}

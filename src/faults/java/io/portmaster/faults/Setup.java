package io.portmaster.faults;

import io.portmaster.cluster.NodeJvm;
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
 * @param withOldNode whether the first node is of the release before
 */
record Setup(
        List<String> etcdOptions,
        List<Duration> clocks,
        boolean throughGrpcProxies,
        boolean onLoopback,
        Disk disk,
        Addresses addresses,
        boolean withOldNode) {
    static final Setup USUAL = new Setup(List.of(), List.of(), false, false, Disk.USUAL, Addresses.ALIKE, false);

    /** On the loopback interface, where the proxies are. */
    static final Setup GRPC_PROXIES = new Setup(List.of(), List.of(), true, true, Disk.USUAL, Addresses.ALIKE, false);

    static final Setup LOOPBACK = new Setup(List.of(), List.of(), false, true, Disk.USUAL, Addresses.ALIKE, false);

    Setup withEtcdOptions(String... options) {
        return new Setup(List.of(options), clocks, throughGrpcProxies, onLoopback, disk, addresses, withOldNode);
    }

    Setup withClocks(Duration... ahead) {
        return new Setup(etcdOptions, List.of(ahead), throughGrpcProxies, onLoopback, disk, addresses, withOldNode);
    }

    Setup onSmallDisks() {
        return new Setup(etcdOptions, clocks, throughGrpcProxies, onLoopback, Disk.SMALL, addresses, withOldNode);
    }

    Setup withAddresses(Addresses other) {
        return new Setup(etcdOptions, clocks, throughGrpcProxies, onLoopback, disk, other, withOldNode);
    }

    /** The first node is of the release before. */
    Setup besideOldNode() {
        return new Setup(etcdOptions, clocks, throughGrpcProxies, onLoopback, disk, addresses, true);
    }

    /** What runs a node. */
    NodeJvm jvmOf(int node) {
        return withOldNode && node == 0 ? NodeJvm.SHORT_LIVED.running(OldRelease.jar()) : NodeJvm.SHORT_LIVED;
    }

    /** What a node is started with besides its options. */
    Map<String, String> environmentOf(int node) {
        return node < clocks.size() ? WrongClock.environment(clocks.get(node)) : Map.of();
    }
}

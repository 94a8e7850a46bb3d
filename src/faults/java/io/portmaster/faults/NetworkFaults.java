package io.portmaster.faults;

import io.portmaster.cluster.GrpcProxy;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.faults.Fault.Remedy;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Faults of the network between etcd members and nodes. */
final class NetworkFaults {
    private static final double LOSS = 0.3;
    private static final Duration LEAST_DELAY = Duration.ofMillis(25);
    private static final Duration MOST_DELAY = Duration.ofMillis(125);

    private NetworkFaults() {}

    /** Cuts the leader off the other members, and every other time off the nodes, too. */
    static Remedy isolateLeader(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        String leader = cluster.leader().name();
        others(leader, Host.MEMBERS).forEach(other -> cluster.network().part(leader, other));
        if (random.nextBoolean()) {
            Host.NODES.forEach(node -> cluster.network().part(leader, node));
        }
        return healing(cluster);
    }

    static Remedy isolateNode(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        String node = cluster.hostOf(cluster.anyNode(random));
        Host.MEMBERS.forEach(member -> cluster.network().part(node, member));
        return healing(cluster);
    }

    /** Cuts a node off the member that it uses. */
    static Remedy partNodeFromItsMember(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        String node = cluster.hostOf(cluster.anyNode(random));
        Host.MEMBERS.stream()
                .filter(member -> cluster.network().isConnected(node, member))
                .forEach(member -> cluster.network().part(node, member));
        return healing(cluster);
    }

    /** Cuts one way between the leader and the other members: it hears them or speaks to them. */
    static Remedy halveLeader(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        String leader = cluster.leader().name();
        boolean mute = random.nextBoolean();
        for (String other : others(leader, Host.MEMBERS)) {
            cluster.network().cut(mute ? leader : other, mute ? other : leader);
        }
        return healing(cluster);
    }

    /** Cuts one way between a node and all members. */
    static Remedy halveNode(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        String node = cluster.hostOf(cluster.anyNode(random));
        boolean mute = random.nextBoolean();
        for (String member : Host.MEMBERS) {
            cluster.network().cut(mute ? node : member, mute ? member : node);
        }
        return healing(cluster);
    }

    static Remedy losePackets(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        cluster.network().lose(LOSS);
        return healing(cluster);
    }

    static Remedy delay(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        ((Loopback) cluster.network()).delay(LEAST_DELAY, MOST_DELAY);
        return healing(cluster);
    }

    private static Remedy healing(FaultCluster cluster) {
        return () -> {
            cluster.network().heal();
            cluster.awaitHealth();
        };
    }

    private static List<String> others(String one, List<String> all) {
        return all.stream().filter(other -> !other.equals(one)).toList();
    }

    /** Silences or breaks a node's watch. All other calls go through. */
    static Remedy cutWatch(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        NodeProcess node = cluster.anyNode(random);
        boolean silently = random.nextBoolean();
        for (GrpcProxy proxy : cluster.grpcProxies(node)) {
            proxy.mute(GrpcProxy.WATCH);
            if (!silently) {
                proxy.sever(GrpcProxy.WATCH);
            }
        }
        return unmuting(cluster, node);
    }

    /** Compacts the changes that a node's silent watch has not told yet. */
    static Remedy compactBehindWatch(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        NodeProcess node = cluster.anyNode(random);
        List<GrpcProxy> proxies = cluster.grpcProxies(node);
        proxies.forEach(proxy -> proxy.mute(GrpcProxy.WATCH));
        context.awaitChanges(20);
        context.compact();
        proxies.forEach(proxy -> proxy.sever(GrpcProxy.WATCH));
        return unmuting(cluster, node);
    }

    private static Remedy unmuting(FaultCluster cluster, NodeProcess node) {
        return () -> {
            cluster.grpcProxies(node).forEach(proxy -> proxy.unmute(GrpcProxy.WATCH));
            cluster.awaitHealth();
        };
    }
}

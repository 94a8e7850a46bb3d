package io.portmaster.faults;

import io.portmaster.cluster.GrpcProxy;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.faults.Fault.Remedy;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What befalls the network between etcd members and nodes. */
final class NetworkFaults {
    private static final double LOSS = 0.3;
    private static final Duration LEAST_DELAY = Duration.ofMillis(25);
    private static final Duration MOST_DELAY = Duration.ofMillis(125);

    private NetworkFaults() {}

    /** From the other members, and every other time from the nodes, too. */
    static Remedy isolateLeader(Scene scene, Random random) {
        Arena arena = scene.arena();
        String leader = arena.leader().name();
        others(leader, Host.MEMBERS).forEach(other -> arena.ground().part(leader, other));
        if (random.nextBoolean()) {
            Host.NODES.forEach(node -> arena.ground().part(leader, node));
        }
        return healing(arena);
    }

    static Remedy isolateNode(Scene scene, Random random) {
        Arena arena = scene.arena();
        String node = arena.hostOf(arena.anyNode(random));
        Host.MEMBERS.forEach(member -> arena.ground().part(node, member));
        return healing(arena);
    }

    /** From the very member that it uses. */
    static Remedy partNodeFromItsMember(Scene scene, Random random) {
        Arena arena = scene.arena();
        String node = arena.hostOf(arena.anyNode(random));
        Host.MEMBERS.stream()
                .filter(member -> arena.ground().isConnected(node, member))
                .forEach(member -> arena.ground().part(node, member));
        return healing(arena);
    }

    /** The leader hears the others and can't speak to them, or speaks and doesn't hear. */
    static Remedy halveLeader(Scene scene, Random random) {
        Arena arena = scene.arena();
        String leader = arena.leader().name();
        boolean mute = random.nextBoolean();
        for (String other : others(leader, Host.MEMBERS)) {
            arena.ground().cut(mute ? leader : other, mute ? other : leader);
        }
        return healing(arena);
    }

    /** Likewise a node with all members. */
    static Remedy halveNode(Scene scene, Random random) {
        Arena arena = scene.arena();
        String node = arena.hostOf(arena.anyNode(random));
        boolean mute = random.nextBoolean();
        for (String member : Host.MEMBERS) {
            arena.ground().cut(mute ? node : member, mute ? member : node);
        }
        return healing(arena);
    }

    static Remedy losePackets(Scene scene, Random random) {
        Arena arena = scene.arena();
        arena.ground().lose(LOSS);
        return healing(arena);
    }

    static Remedy delay(Scene scene, Random random) {
        Arena arena = scene.arena();
        ((Loopback) arena.ground()).delay(LEAST_DELAY, MOST_DELAY);
        return healing(arena);
    }

    private static Remedy healing(Arena arena) {
        return () -> {
            arena.ground().heal();
            arena.awaitHealth();
        };
    }

    private static List<String> others(String one, List<String> all) {
        return all.stream().filter(other -> !other.equals(one)).toList();
    }

    /** A node's watch falls silent, or breaks, while all else goes through. */
    static Remedy cutWatch(Scene scene, Random random) {
        Arena arena = scene.arena();
        NodeProcess node = arena.anyNode(random);
        boolean silently = random.nextBoolean();
        for (GrpcProxy proxy : arena.grpcProxies(node)) {
            proxy.mute(GrpcProxy.WATCH);
            if (!silently) {
                proxy.sever(GrpcProxy.WATCH);
            }
        }
        return unmuting(arena, node);
    }

    /** What a node's watch has yet to tell is compacted away meanwhile. */
    static Remedy compactBehindWatch(Scene scene, Random random) {
        Arena arena = scene.arena();
        NodeProcess node = arena.anyNode(random);
        List<GrpcProxy> proxies = arena.grpcProxies(node);
        proxies.forEach(proxy -> proxy.mute(GrpcProxy.WATCH));
        scene.awaitChanges(20);
        scene.compact();
        proxies.forEach(proxy -> proxy.sever(GrpcProxy.WATCH));
        return unmuting(arena, node);
    }

    private static Remedy unmuting(Arena arena, NodeProcess node) {
        return () -> {
            arena.grpcProxies(node).forEach(proxy -> proxy.unmute(GrpcProxy.WATCH));
            arena.awaitHealth();
        };
    }
}

package io.portmaster.faults;

import io.portmaster.cluster.Await;
import io.portmaster.cluster.NodeJvm;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.cluster.OldRelease;
import io.portmaster.faults.Fault.Remedy;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/** Faults of nodes and of HAProxy. */
final class NodeFaults {
    /** How long a node's requests reach etcd but the answers don't: time for a few batches. */
    private static final Duration IN_BETWEEN = Duration.ofMillis(60);

    private NodeFaults() {}

    /** Kills a node between sending and reply. etcd carries out what was sent, and no client is told. */
    static Remedy kill(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        NodeProcess node = deafen(context, random);
        node.kill();
        cluster.network().heal();
        return () -> {
            node.start();
            node.awaitReady();
        };
    }

    /** Stops a node between sending and reply. When it goes on, it finds old answers. */
    static Remedy freeze(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        NodeProcess node = deafen(context, random);
        node.freeze();
        cluster.network().heal();
        return () -> {
            node.thaw();
            cluster.awaitHealth();
        };
    }

    /** Stops a node for a moment. Its wall clock differs from the others' all the time. */
    static Remedy freezeBriefly(FaultContext context, Random random) {
        NodeProcess node = context.cluster().anyNode(random);
        node.freeze();
        return node::thaw;
    }

    private static NodeProcess deafen(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        NodeProcess node = cluster.anyNode(random);
        Host.MEMBERS.forEach(member -> cluster.network().cut(member, cluster.hostOf(node)));
        Await.pass(IN_BETWEEN);
        return node;
    }

    /** Restarts the nodes one after the other. Each is asked to end, and ends by itself. */
    static Remedy restartAll(FaultContext context, Random random) {
        rollOver(context.cluster(), NodeProcess::start);
        return Remedy.NONE;
    }

    /** Goes back to the release before, node by node, and then forward to this one again. In between nodes of both serve. */
    static Remedy goBackToOldRelease(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        rollOver(cluster, node -> node.start(NodeJvm.SHORT_LIVED.running(OldRelease.jar())));
        return () -> rollOver(cluster, node -> node.start(NodeJvm.SHORT_LIVED));
    }

    private static void rollOver(FaultCluster cluster, Consumer<NodeProcess> start) {
        for (NodeProcess node : cluster.nodes()) {
            node.askToEnd();
            node.awaitExit();
            start.accept(node);
            node.awaitReady();
            cluster.awaitHaproxySees(node);
        }
    }

    static Remedy reloadHaproxy(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        cluster.haproxy().reload();
        return Remedy.NONE;
    }
}

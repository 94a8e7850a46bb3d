package io.portmaster.faults;

import io.portmaster.cluster.Await;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.faults.Fault.Remedy;
import java.time.Duration;
import java.util.Random;

/** What befalls nodes, and HAProxy. */
final class NodeFaults {
    /** So long a node's requests reach etcd and the answers don't: time for a few batches to be sent. */
    private static final Duration IN_BETWEEN = Duration.ofMillis(60);

    private NodeFaults() {}

    /** Between sending and reply: what it has sent is carried out, and nobody hears of it. */
    static Remedy kill(Scene scene, Random random) {
        Arena arena = scene.arena();
        NodeProcess node = deafen(scene, random);
        node.kill();
        arena.ground().heal();
        return () -> {
            node.start();
            node.awaitReady();
        };
    }

    /** Between sending and reply: when it goes on it finds the answers of long ago. */
    static Remedy freeze(Scene scene, Random random) {
        Arena arena = scene.arena();
        NodeProcess node = deafen(scene, random);
        node.freeze();
        arena.ground().heal();
        return () -> {
            node.thaw();
            arena.awaitHealth();
        };
    }

    /** For no time: what its clock says differs from what the others' say as it is. */
    static Remedy freezeBriefly(Scene scene, Random random) {
        NodeProcess node = scene.arena().anyNode(random);
        node.freeze();
        return node::thaw;
    }

    private static NodeProcess deafen(Scene scene, Random random) {
        Arena arena = scene.arena();
        NodeProcess node = arena.anyNode(random);
        Host.MEMBERS.forEach(member -> arena.ground().cut(member, arena.hostOf(node)));
        Await.pass(IN_BETWEEN);
        return node;
    }

    /** One after the other, each asked to end, awaited, and started again. */
    static Remedy restartAll(Scene scene, Random random) {
        Arena arena = scene.arena();
        for (NodeProcess node : arena.nodes()) {
            node.askToEnd();
            node.awaitExit();
            node.start();
            node.awaitReady();
            arena.awaitHaproxySees(node);
        }
        return Remedy.NONE;
    }

    static Remedy reloadHaproxy(Scene scene, Random random) {
        Arena arena = scene.arena();
        arena.haproxy().reload();
        return Remedy.NONE;
    }
}

package io.portmaster.faults;

import io.portmaster.cluster.Await;
import io.portmaster.cluster.EtcdProcess;
import io.portmaster.faults.Fault.Remedy;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What befalls etcd members. */
final class EtcdFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private EtcdFaults() {}

    static Remedy killFollower(Scene scene, Random random) {
        Arena arena = scene.arena();
        return kill(arena, List.of(arena.follower(random)));
    }

    static Remedy killLeader(Scene scene, Random random) {
        Arena arena = scene.arena();
        return kill(arena, List.of(arena.leader()));
    }

    static Remedy killAll(Scene scene, Random random) {
        Arena arena = scene.arena();
        return kill(arena, arena.members());
    }

    private static Remedy kill(Arena arena, List<EtcdProcess> members) {
        members.forEach(EtcdProcess::kill);
        return () -> {
            members.forEach(EtcdProcess::start);
            arena.etcd().awaitHealth();
        };
    }

    static Remedy freezeLeader(Scene scene, Random random) {
        Arena arena = scene.arena();
        EtcdProcess leader = arena.leader();
        leader.freeze();
        return () -> {
            leader.thaw();
            arena.etcd().awaitHealth();
        };
    }

    static Remedy moveLeader(Scene scene, Random random) {
        Arena arena = scene.arena();
        EtcdProcess leader = arena.leader();
        String heir = arena.memberIds().get(arena.follower(random).name());
        leader.ctl("move-leader", heir);
        return Remedy.NONE;
    }

    /** One after the other, each asked to end and started again. */
    static Remedy restartAll(Scene scene, Random random) {
        Arena arena = scene.arena();
        for (EtcdProcess member : arena.members()) {
            member.stop();
            member.start();
            arena.etcd().awaitHealth();
        }
        return Remedy.NONE;
    }

    /** As an operator does it: removed for good, and another one added in its place, with nothing on its disk. */
    static Remedy replaceMember(Scene scene, Random random) {
        Arena arena = scene.arena();
        EtcdProcess lost = arena.follower(random);
        EtcdProcess other = arena.members().stream()
                .filter(member -> !member.equals(lost))
                .findFirst()
                .orElseThrow();
        lost.kill();
        other.ctl("member", "remove", arena.memberIds(other).get(lost.name()));
        return () -> {
            Await.until("etcd takes the new member", PATIENCE, () -> isAdded(lost, other));
            lost.startAnew();
            arena.etcd().awaitHealth();
            if (arena.ground() instanceof Loopback loopback) {
                arena.memberIds().forEach(loopback::know);
            }
        };
    }

    /** etcd takes no new member before it has found the others well for some seconds. */
    private static boolean isAdded(EtcdProcess member, EtcdProcess asked) {
        try {
            asked.ctl("member", "add", member.name(), "--peer-urls=" + member.peerUrl());
            return true;
        } catch (AssertionError refused) {
            return false;
        }
    }

    static Remedy fillDisk(Scene scene, Random random) {
        Arena arena = scene.arena();
        EtcdProcess member = arena.anyMember(random);
        Disk.fill(member);
        return () -> {
            Disk.empty(member);
            member.kill(); // if it hasn't ended by itself
            member.start();
            arena.etcd().awaitHealth();
        };
    }

    /** More is stored than the quota allows: etcd raises its alarm, and takes nothing more until an operator has made room. */
    static Remedy exceedQuota(Scene scene, Random random) {
        Arena arena = scene.arena();
        scene.fillUp();
        Await.until("etcd raises its alarm", PATIENCE, () -> isAlarmed(arena));
        return () -> {
            arena.etcd().ctl("del", "--prefix", "/garbage/");
            scene.compact();
            for (EtcdProcess member : arena.members()) {
                member.ctl("defrag");
            }
            arena.etcd().ctl("alarm", "disarm");
            arena.etcd().awaitHealth();
        };
    }

    private static boolean isAlarmed(Arena arena) {
        return arena.etcd().ctl("alarm", "list").contains("NOSPACE");
    }
}

package io.portmaster.faults;

import io.portmaster.cluster.Await;
import io.portmaster.cluster.EtcdCluster;
import io.portmaster.cluster.EtcdProcess;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.faults.Fault.Remedy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    /**
     * A member that a node prefers comes back with nothing on its disk, as a cluster of its own, and later with what it had.
     */
    static Remedy emptyMember(Scene scene, Random random) {
        Arena arena = scene.arena();
        EtcdProcess member = arena.preferredMember();
        member.kill();
        member.startAlone();
        EtcdCluster.awaitHealth(member);
        return () -> {
            scene.findUntouched(member);
            member.kill();
            member.takeBack();
            member.start();
            arena.etcd().awaitHealth();
        };
    }

    /** A node starts whose list names an etcd of another cluster, while a member that it names as well is down. */
    static Remedy restartBesideStranger(Scene scene, Random random) {
        Arena arena = scene.arena();
        NodeProcess node = arena.nodes().get(1 + random.nextInt(2));
        List<EtcdProcess> members = arena.lists().listOf(arena.hostOf(node)).stream()
                .filter(arena.members()::contains)
                .toList();
        EtcdProcess member = members.get(random.nextInt(members.size()));
        member.kill();
        node.kill();
        node.start();
        return () -> {
            member.start();
            arena.etcd().awaitHealth();
            node.awaitReady();
        };
    }

    /**
     * All members are restored with a new token, as an operator does it, from the database of the one that ended last. It lacks
     * nothing that was acknowledged, so that clients can be held to all that they were told.
     */
    static Remedy restore(Scene scene, Random random) {
        Arena arena = scene.arena();
        EtcdProcess last = arena.leader();
        arena.members().stream().filter(member -> !member.equals(last)).forEach(EtcdProcess::stop);
        // Alone it commits nothing more.
        scene.catchUp(last.revision());
        last.stop();
        arena.etcd().restoreFromDatabase(copy(last.database()));
        if (arena.ground() instanceof Loopback loopback) {
            arena.memberIds().forEach(loopback::know);
        }
        scene.followRestoredEtcd();
        return arena::awaitHealth;
    }

    /** Of another name than any before, which makes another token. */
    private static Path copy(Path database) {
        try {
            Path copy = Files.createTempFile(
                    database.getParent().getParent().getParent().getParent(), "backup-", ".db");
            return Files.copy(database, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A member is gone, and in its place the nodes' name for etcd stands for an etcd of another cluster. */
    static Remedy renameMember(Scene scene, Random random) {
        Arena arena = scene.arena();
        EtcdProcess member = arena.preferredMember();
        List<EtcdProcess> instead = new ArrayList<>(arena.members());
        instead.set(instead.indexOf(member), Objects.requireNonNull(arena.stranger()));
        arena.lists().haveNameStandFor(instead);
        member.kill();
        return () -> {
            member.start();
            arena.etcd().awaitHealth();
            arena.lists().haveNameStandFor(arena.members());
        };
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

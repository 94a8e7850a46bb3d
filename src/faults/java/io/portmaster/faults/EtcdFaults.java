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

/** Faults of etcd members. */
final class EtcdFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private EtcdFaults() {}

    static Remedy killFollower(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        return kill(cluster, List.of(cluster.follower(random)));
    }

    static Remedy killLeader(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        return kill(cluster, List.of(cluster.leader()));
    }

    static Remedy killAll(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        return kill(cluster, cluster.members());
    }

    private static Remedy kill(FaultCluster cluster, List<EtcdProcess> members) {
        members.forEach(EtcdProcess::kill);
        return () -> {
            members.forEach(EtcdProcess::start);
            cluster.etcd().awaitHealth();
        };
    }

    static Remedy freezeLeader(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        EtcdProcess leader = cluster.leader();
        leader.freeze();
        return () -> {
            leader.thaw();
            cluster.etcd().awaitHealth();
        };
    }

    static Remedy moveLeader(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        EtcdProcess leader = cluster.leader();
        String heir = cluster.memberIds().get(cluster.follower(random).name());
        leader.ctl("move-leader", heir);
        return Remedy.NONE;
    }

    /** Restarts the members one after the other. Each is asked to end. */
    static Remedy restartAll(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        for (EtcdProcess member : cluster.members()) {
            member.stop();
            member.start();
            cluster.etcd().awaitHealth();
        }
        return Remedy.NONE;
    }

    /** Replaces a member as an operator does: removes it for good, and adds an empty one in its place. */
    static Remedy replaceMember(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        EtcdProcess lost = cluster.follower(random);
        EtcdProcess other = cluster.members().stream()
                .filter(member -> !member.equals(lost))
                .findFirst()
                .orElseThrow();
        lost.kill();
        other.ctl("member", "remove", cluster.memberIds(other).get(lost.name()));
        return () -> {
            Await.until("etcd takes the new member", PATIENCE, () -> isAdded(lost, other));
            lost.startAnew();
            cluster.etcd().awaitHealth();
            if (cluster.network() instanceof Loopback loopback) {
                cluster.memberIds().forEach(loopback::know);
            }
        };
    }

    /** Waits until etcd takes a new member: it must have seen the others healthy for some seconds. */
    private static boolean isAdded(EtcdProcess member, EtcdProcess asked) {
        try {
            asked.ctl("member", "add", member.name(), "--peer-urls=" + member.peerUrl());
            return true;
        } catch (AssertionError refused) {
            return false;
        }
    }

    /** Lets a member that a node prefers come back empty, as a cluster of its own, and later with its data. */
    static Remedy emptyMember(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        EtcdProcess member = cluster.preferredMember();
        member.kill();
        member.startAlone();
        EtcdCluster.awaitHealth(member);
        return () -> {
            context.findUntouched(member);
            member.kill();
            member.takeBack();
            member.start();
            cluster.etcd().awaitHealth();
        };
    }

    /** Starts a node whose list names an etcd of another cluster, while a member of the list is down. */
    static Remedy restartBesideStranger(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        NodeProcess node = cluster.nodes().get(1 + random.nextInt(2));
        List<EtcdProcess> members = cluster.lists().listOf(cluster.hostOf(node)).stream()
                .filter(cluster.members()::contains)
                .toList();
        EtcdProcess member = members.get(random.nextInt(members.size()));
        member.kill();
        node.kill();
        node.start();
        return () -> {
            member.start();
            cluster.etcd().awaitHealth();
            node.awaitReady();
        };
    }

    /**
     * Restores all members with a new token, as an operator does, from the database of the member that ended last. This
     * database has all that was acknowledged, so that all answers must stay true.
     */
    static Remedy restore(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        EtcdProcess last = cluster.leader();
        cluster.members().stream().filter(member -> !member.equals(last)).forEach(EtcdProcess::stop);
        // A single member can commit nothing.
        context.catchUp(last.revision());
        last.stop();
        cluster.etcd().restoreFromDatabase(copy(last.database()));
        if (cluster.network() instanceof Loopback loopback) {
            cluster.memberIds().forEach(loopback::know);
        }
        context.followRestoredEtcd();
        return cluster::awaitHealth;
    }

    /** A folder with a new name, which makes a new token. */
    private static Path copy(Path database) {
        try {
            Path copy = Files.createTempFile(
                    database.getParent().getParent().getParent().getParent(), "backup-", ".db");
            return Files.copy(database, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a member, and lets the nodes' name for etcd stand for an etcd of another cluster in its place. */
    static Remedy renameMember(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        EtcdProcess member = cluster.preferredMember();
        List<EtcdProcess> instead = new ArrayList<>(cluster.members());
        instead.set(instead.indexOf(member), Objects.requireNonNull(cluster.stranger()));
        cluster.lists().haveNameStandFor(instead);
        member.kill();
        return () -> {
            member.start();
            cluster.etcd().awaitHealth();
            cluster.lists().haveNameStandFor(cluster.members());
        };
    }

    static Remedy fillDisk(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        EtcdProcess member = cluster.anyMember(random);
        Disk.fill(member);
        return () -> {
            Disk.empty(member);
            member.kill(); // if it hasn't ended by itself
            member.start();
            cluster.etcd().awaitHealth();
        };
    }

    /** Fills etcd beyond its quota. It raises its alarm, and takes nothing until an operator has made room. */
    static Remedy exceedQuota(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        context.fillUp();
        Await.until("etcd raises its alarm", PATIENCE, () -> isAlarmed(cluster));
        return () -> {
            cluster.etcd().ctl("del", "--prefix", "/garbage/");
            context.compact();
            for (EtcdProcess member : cluster.members()) {
                member.ctl("defrag");
            }
            cluster.etcd().ctl("alarm", "disarm");
            cluster.etcd().awaitHealth();
        };
    }

    private static boolean isAlarmed(FaultCluster cluster) {
        return cluster.etcd().ctl("alarm", "list").contains("NOSPACE");
    }
}

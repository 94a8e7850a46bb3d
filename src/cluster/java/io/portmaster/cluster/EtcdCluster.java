package io.portmaster.cluster;

import io.etcd.jetcd.Client;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An etcd of one or three members. */
public class EtcdCluster implements AutoCloseable {
    /** How far a restore raises the revision: more than an etcd makes in years. */
    public static final long BUMP = 1_000_000_000;

    private static final List<String> BUMPED = List.of("--bump-revision=" + BUMP, "--mark-compacted");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MAX_MESSAGE = 64 << 20;

    private final List<EtcdMember> members;
    private @Nullable Client client;

    public EtcdCluster(List<? extends EtcdMember> members) {
        this.members = List.copyOf(members);
    }

    /** Starts all members, and waits until they serve. */
    public EtcdCluster start() {
        members.forEach(EtcdMember::start);
        awaitHealth();
        return this;
    }

    public EtcdMember member(int number) {
        return members.get(number);
    }

    public int size() {
        return members.size();
    }

    /** The members' URLs, as a node's {@code --etcd} takes them. */
    public String endpoints() {
        return String.join(",", members.stream().map(EtcdMember::endpoint).toList());
    }

    /** A client of all members, which is closed with this etcd. */
    public synchronized Client client() {
        if (client == null) {
            client = Client.builder()
                    .endpoints(members.stream()
                            .map(EtcdMember::endpoint)
                            .map(URI::create)
                            .toList())
                    .maxInboundMessageSize(MAX_MESSAGE)
                    .build();
        }
        return client;
    }

    /** The cluster's id, in hexadecimal as etcd's own log has it. */
    public String clusterId() {
        return members.get(0).clusterId();
    }

    /** The newest revision that the first member knows. */
    public long revision() {
        return members.get(0).revision();
    }

    /** The ids of etcd's leases. The leases and the {@link #revision} tell whether anybody has written to etcd. */
    public Set<String> leases() {
        return members.get(0).leases();
    }

    /** The output of etcdctl. */
    public String ctl(String... arguments) {
        return members.get(0).ctl(arguments);
    }

    /** Saves a snapshot of all keys. */
    public void snapshot(Path file) {
        ctl("snapshot", "save", file.toString());
    }

    /**
     * Restores the snapshot as operators do. All members end, are restored with revisions far beyond all seen ones, and start at
     * the same addresses. They serve when this returns.
     */
    public void restore(Path snapshot) {
        restore(snapshot, restored(snapshot));
    }

    /**
     * Restores the snapshot without raising the revision, as an operator may do by mistake: the revisions after the snapshot
     * come a second time.
     */
    public void restoreWithoutBump(Path snapshot) {
        restore(snapshot, List.of(newToken(snapshot)));
    }

    /** Restores the snapshot without raising the revision and with the same token. So the cluster has the same id as before. */
    public void restoreUnnoticeably(Path snapshot) {
        restore(snapshot, List.of(EtcdHost.TOKEN));
    }

    /** Restores as {@link #restore} does, from the database of a member that has ended. Such a database has no checksum. */
    public void restoreFromDatabase(Path database) {
        List<String> options = new ArrayList<>(restored(database));
        options.add("--skip-hash-check");
        restore(database, options);
    }

    /** The options of {@code etcdutl snapshot restore} that etcd's manual names. */
    static List<String> restored(Path snapshot) {
        List<String> options = new ArrayList<>(BUMPED);
        options.add(newToken(snapshot));
        return options;
    }

    /** The restored members have a new token, so that a member with the old data could not join them. */
    private static String newToken(Path snapshot) {
        return "--initial-cluster-token=restored-from-" + snapshot.getFileName();
    }

    private void restore(Path snapshot, List<String> options) {
        members.forEach(EtcdMember::kill);
        members.forEach(member -> member.restore(snapshot, options));
        start();
    }

    List<EtcdMember> members() {
        return members;
    }

    /** The first member that has a watch: if there is one node, the member that it uses. Waits until there is one. */
    public EtcdMember watchedMember() {
        EtcdMember[] found = new EtcdMember[1];
        Await.until("a member is watched", PATIENCE, () -> {
            found[0] = members.stream()
                    .filter(member -> member.watches() > 0)
                    .findFirst()
                    .orElse(null);
            return found[0] != null;
        });
        return found[0];
    }

    /** The members but this one. */
    List<EtcdMember> others(EtcdMember member) {
        return members.stream().filter(one -> !one.equals(member)).toList();
    }

    /** The leader. Waits until there is one. */
    EtcdMember leader() {
        EtcdMember[] found = new EtcdMember[1];
        Await.until("there is a leader", PATIENCE, () -> {
            found[0] = members.stream().filter(EtcdMember::isLeader).findFirst().orElse(null);
            return found[0] != null;
        });
        return found[0];
    }

    /** Makes that member the leader, unless it is the leader already. Returns when it is. */
    void moveLeaderTo(EtcdMember heir) {
        EtcdMember leader = leader();
        if (!leader.equals(heir)) {
            leader.ctl("move-leader", heir.memberId());
            Await.until("the leader has moved", PATIENCE, heir::isLeader);
        }
    }

    /** Waits until every member serves linearizable reads: then there is a leader, and all members know it. */
    public void awaitHealth() {
        members.forEach(EtcdCluster::awaitHealth);
    }

    public static void awaitHealth(EtcdMember member) {
        Await.until(member.endpoint() + " is healthy", PATIENCE, () -> isHealthy(member.endpoint()));
    }

    static boolean isHealthy(String endpoint) {
        try {
            return new PlainHttp(endpoint).get("/health").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
        members.forEach(EtcdMember::discard);
    }
}

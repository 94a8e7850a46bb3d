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
    /** How far a restore moves the revision on: more than an etcd makes in years. */
    public static final long BUMP = 1_000_000_000;

    private static final List<String> BUMPED = List.of("--bump-revision=" + BUMP, "--mark-compacted");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MAX_MESSAGE = 64 << 20;

    private final List<EtcdMember> members;
    private @Nullable Client client;

    public EtcdCluster(List<? extends EtcdMember> members) {
        this.members = List.copyOf(members);
    }

    /** Starts all members and returns once they serve. */
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

    /** As a node's {@code --etcd} takes it. */
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

    /** Of its cluster, in hexadecimal as etcd's own log has it. */
    public String clusterId() {
        return members.get(0).clusterId();
    }

    /** The newest that its first member knows. */
    public long revision() {
        return members.get(0).revision();
    }

    /** That it holds now. Together with the {@link #revision} they tell whether anybody has written to it. */
    public Set<String> leases() {
        return members.get(0).leases();
    }

    /** What etcdctl prints when it is asked this. */
    public String ctl(String... arguments) {
        return members.get(0).ctl(arguments);
    }

    /** Saves all that it holds now. */
    public void snapshot(Path file) {
        ctl("snapshot", "save", file.toString());
    }

    /**
     * Goes back to what the snapshot holds, as operators do it: all members end, are restored with revisions far beyond those
     * that anybody has seen, start at the same addresses, and serve when this returns.
     */
    public void restore(Path snapshot) {
        restore(snapshot, restored(snapshot));
    }

    /** The same by an operator who has forgotten about revisions: those after the snapshot's come a second time. */
    public void restoreWithoutBump(Path snapshot) {
        restore(snapshot, List.of(newToken(snapshot)));
    }

    /** By one who has forgotten about tokens, too: it is the same cluster as before by all that it says of itself. */
    public void restoreUnnoticeably(Path snapshot) {
        restore(snapshot, List.of(EtcdHost.TOKEN));
    }

    /** As {@link #restore}, from the database of a member that has ended, which has no checksum. */
    public void restoreFromDatabase(Path database) {
        List<String> options = new ArrayList<>(restored(database));
        options.add("--skip-hash-check");
        restore(database, options);
    }

    /** Options of {@code etcdutl snapshot restore}, as the documentation has them. */
    static List<String> restored(Path snapshot) {
        List<String> options = new ArrayList<>(BUMPED);
        options.add(newToken(snapshot));
        return options;
    }

    /** A member that still ran on what was there before would not be taken for one of these. */
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

    /** The first that a watch is at: where there is one node, the one that it uses. Returns as soon as there is one. */
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

    /** Returns once every member serves linearizable reads: there is a leader, and all know it. */
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

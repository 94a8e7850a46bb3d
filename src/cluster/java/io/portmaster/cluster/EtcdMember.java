package io.portmaster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One etcd server. Its data outlives {@link #stop} and {@link #kill}. */
public interface EtcdMember {
    /** Where clients reach it, as {@code http://127.0.0.1:PORT}: the same after each start. */
    String endpoint();

    /** Starts the member, and doesn't wait: {@link EtcdCluster#awaitHealth} does. */
    void start();

    /** Ends the member in order. */
    void stop();

    /** Kills the member. */
    void kill();

    /** Stops the member's process. Its connections stay open, so that it is silent to peers and clients, and not gone. */
    void freeze();

    /** Lets the member go on after a {@link #freeze}. */
    void thaw();

    /** The member's process on this machine, while it runs. */
    long pid();

    /** The output of etcdctl, asked of this member. */
    String ctl(String... arguments);

    /** The cluster's id, in hexadecimal as etcd's own log has it. A member without a majority knows it, too. */
    default String clusterId() {
        return Long.toHexString(header().path("cluster_id").bigIntegerValue().longValue());
    }

    /** The member's own id, in hexadecimal as etcd's own log has it. */
    default String memberId() {
        return Long.toHexString(header().path("member_id").bigIntegerValue().longValue());
    }

    /** The newest revision that the member knows. */
    default long revision() {
        return header().path("revision").asLong();
    }

    /** The ids of the cluster's leases. The leases and the {@link #revision} tell whether anybody has written to etcd. */
    default Set<String> leases() {
        // The first line is their number.
        return ctl("lease", "list").lines().skip(1).collect(Collectors.toSet());
    }

    /** The number of watches that the member serves. */
    default double watches() {
        return Scrape.of(new PlainHttp(endpoint())).value("etcd_debugging_mvcc_watcher_total");
    }

    /** Whether it takes itself for the leader. A former leader that stands still may do so, too. */
    default boolean isLeader() {
        return Scrape.of(new PlainHttp(endpoint())).value("etcd_server_is_leader") == 1;
    }

    private JsonNode header() {
        return KeySpace.json(ctl("endpoint", "status", "--write-out=json"))
                .path(0)
                .path("Status")
                .path("header");
    }

    /**
     * Replaces the member's data with a snapshot. The member must not run, and all members of its cluster have to be restored
     * from the same snapshot.
     *
     * @param options for {@code etcdutl snapshot restore}, besides those that make it this member
     * @throws UnsupportedOperationException in a container, whose files etcdutl can't reach
     */
    void restore(Path snapshot, List<String> options);

    /** Ends the member, and removes its data. */
    void discard();
}

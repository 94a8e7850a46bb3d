package io.portmaster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One etcd server. What it has stored outlives {@link #stop} and {@link #kill}. */
public interface EtcdMember {
    /** Where clients reach it, as {@code http://127.0.0.1:PORT}: the same after each start. */
    String endpoint();

    /** Returns at once: {@link EtcdCluster#awaitHealth} tells when it serves. */
    void start();

    /** Lets it end in order. */
    void stop();

    /** Ends it at once. */
    void kill();

    /** Stops it where it stands, connections open: to its peers and clients it is silent, not gone. */
    void freeze();

    /** Lets it go on after a {@link #freeze}. */
    void thaw();

    /** Its process on this machine, while it runs. */
    long pid();

    /** What etcdctl prints when it is asked this of this member. */
    String ctl(String... arguments);

    /** Of its cluster, in hexadecimal as etcd's own log has it. A member without a majority knows it, too. */
    default String clusterId() {
        return Long.toHexString(header().path("cluster_id").bigIntegerValue().longValue());
    }

    /** Its own, in hexadecimal as etcd's own log has it. */
    default String memberId() {
        return Long.toHexString(header().path("member_id").bigIntegerValue().longValue());
    }

    /** The newest that it knows. */
    default long revision() {
        return header().path("revision").asLong();
    }

    /** That its cluster holds now. Together with the {@link #revision} they tell whether anybody has written to it. */
    default Set<String> leases() {
        // Behind a line that counts them.
        return ctl("lease", "list").lines().skip(1).collect(Collectors.toSet());
    }

    /** How many watches it serves. */
    default double watches() {
        return Scrape.of(new PlainHttp(endpoint())).value("etcd_debugging_mvcc_watcher_total");
    }

    private JsonNode header() {
        return KeySpace.json(ctl("endpoint", "status", "--write-out=json"))
                .path(0)
                .path("Status")
                .path("header");
    }

    /**
     * Puts what a snapshot holds in the place of what it has stored. It must not run, and all members of its cluster have to be
     * restored from the same snapshot.
     *
     * @param options for {@code etcdutl snapshot restore}, besides those that make it this member
     * @throws UnsupportedOperationException in a container, whose files etcdutl can't reach
     */
    void restore(Path snapshot, List<String> options);

    /** Ends it and removes what it has stored. */
    void discard();
}

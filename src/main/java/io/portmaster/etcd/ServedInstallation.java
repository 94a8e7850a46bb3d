package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.ResponseHeader;
import io.portmaster.loop.Loop;
import org.jspecify.annotations.Nullable;

/** The installation that this process serves, once that is decided, and when its etcd cluster last answered. */
final class ServedInstallation {
    private final Loop loop;
    private @Nullable Installation installation;

    /** The bytes as they stand in etcd. A person may have written them with other blanks than {@link Installation#value} does. */
    private @Nullable ByteString value;

    private @Nullable Long heardAt;
    private long term;

    ServedInstallation(Loop loop) {
        this.loop = loop;
    }

    /** The installation; null until it is decided. */
    @Nullable
    Installation get() {
        return installation;
    }

    /** Serves this installation from now on. */
    void set(Installation decided) {
        // Another cluster counts its terms from the beginning.
        term = installation == null || installation.cluster() == decided.cluster() ? term : 0;
        installation = decided;
        value = decided.value();
    }

    /** The bytes that {@code _id} must have. Called once an installation is served. */
    ByteString value() {
        if (value == null) {
            throw new IllegalStateException("no installation is served yet");
        }
        return value;
    }

    /**
     * Checks the header of a response, and takes note of its term.
     *
     * @throws StrangerException if the response comes from another cluster than the one that the records live in
     */
    void check(ResponseHeader header) {
        checkCluster(header.getClusterId());
        term = Math.max(term, header.getRaftTerm());
    }

    /** @throws StrangerException if that is another cluster than the one that the records live in */
    void checkCluster(long cluster) {
        if (installation == null) {
            throw new IllegalStateException("no installation is served yet");
        }
        if (cluster != installation.cluster()) {
            throw StrangerException.ofCluster(cluster);
        }
        heard();
    }

    /**
     * Checks the header of a response as {@link #check} does.
     *
     * @return whether the member has heard of the last election that is known here. One that tells no term counts as one that has
     */
    boolean isCurrent(ResponseHeader header) {
        check(header);
        return header.getRaftTerm() == 0 || header.getRaftTerm() == term;
    }

    /** The highest raft term that a member of the cluster has told; 0 for none. */
    long term() {
        return term;
    }

    /** Takes note that a member of the cluster has answered. */
    void heard() {
        heardAt = loop.nanos();
    }

    /**
     * Takes note that a member of the cluster holds the installation.
     *
     * @param found the bytes under its {@code _id}; null if it didn't tell them
     */
    void heard(@Nullable ByteString found) {
        heard();
        value = found == null ? value : found;
    }

    /** When a member of the cluster last answered, by {@link Loop#nanos()}; null for never. */
    @Nullable
    Long heardAt() {
        return heardAt;
    }
}

package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.portmaster.loop.Loop;
import org.jspecify.annotations.Nullable;

/** The installation that this process serves, once that is decided, and when its etcd cluster last answered. */
final class ServedInstallation {
    private final Loop loop;
    private @Nullable Installation installation;

    /** The bytes as they stand in etcd. A person may have written them with other blanks than {@link Installation#value} does. */
    private @Nullable ByteString value;

    private @Nullable Long heardAt;

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
     * Checks the header of a response.
     *
     * @throws StrangerException if the response comes from another cluster than the one that the records live in
     */
    void check(long cluster) {
        if (installation == null) {
            throw new IllegalStateException("no installation is served yet");
        }
        if (cluster != installation.cluster()) {
            throw StrangerException.ofCluster(cluster);
        }
        heard();
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

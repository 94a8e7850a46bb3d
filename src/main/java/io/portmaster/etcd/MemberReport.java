package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A member's answer to the handshake.
 *
 * @param cluster the cluster id in the member's response headers; {@link #UNKNOWN} if the member refused every call
 * @param value the bytes under {@code _id}; null if nothing stands there, or if they could not be read
 * @param installation what stands under {@code _id}; null if nothing stands there, or if it could not be read
 * @param read whether a linearizable read of {@code _id} succeeded
 * @param problem why the member can't be used, for people; null if it can be used
 * @param lasting whether only a person can mend the problem
 */
record MemberReport(
        long cluster,
        @Nullable ByteString value,
        @Nullable Installation installation,
        boolean read,
        @Nullable String problem,
        boolean lasting) {
    static final long UNKNOWN = 0;

    static MemberReport unusable(long cluster, String problem, boolean lasting) {
        return new MemberReport(cluster, null, null, false, problem, lasting);
    }

    /** The report of a member after a linearizable read of {@code _id}. */
    static MemberReport read(long cluster, @Nullable ByteString value) {
        try {
            Installation installation = value == null ? null : Installation.parse(value);
            return new MemberReport(cluster, value, installation, true, null, false);
        } catch (IllegalArgumentException e) {
            return unusable(cluster, "holds an _id that can't be read: " + e.getMessage(), true);
        }
    }

    /** The same report with a problem that showed after {@code _id} had been read. */
    MemberReport with(String laterProblem, boolean isLasting) {
        return new MemberReport(cluster, value, installation, read, laterProblem, isLasting);
    }

    /** Whether the member's {@code _id} names the cluster that the member belongs to. */
    boolean namesItself() {
        return installation != null && installation.cluster() == cluster;
    }
}

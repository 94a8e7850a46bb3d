package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a member said of itself when it was asked.
 *
 * @param cluster the id in its response headers; {@link #UNKNOWN} for a member that refused to say anything
 * @param value the bytes under {@code _id}; null where nothing stands there, or where they could not be read
 * @param installation what stands under {@code _id}; null where nothing stands there, or where it could not be read
 * @param read whether {@code _id} was read, by a linearizable read
 * @param problem why it can't be used, in words for people; null for a member that can
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

    /** What a linearizable read of {@code _id} has found. */
    static MemberReport read(long cluster, @Nullable ByteString value) {
        try {
            Installation installation = value == null ? null : Installation.parse(value);
            return new MemberReport(cluster, value, installation, true, null, false);
        } catch (IllegalArgumentException e) {
            return unusable(cluster, "holds an _id that can't be read: " + e.getMessage(), true);
        }
    }

    /** The same, but for a problem that showed after {@code _id} had been read. */
    MemberReport with(String laterProblem, boolean isLasting) {
        return new MemberReport(cluster, value, installation, read, laterProblem, isLasting);
    }

    /** Whether the {@code _id} that it holds names the cluster that it belongs to. */
    boolean namesItself() {
        return installation != null && installation.cluster() == cluster;
    }
}

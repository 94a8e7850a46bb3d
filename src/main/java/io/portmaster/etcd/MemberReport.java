package io.portmaster.etcd;

import org.jspecify.annotations.Nullable;

/**
 * What a member said of itself when it was asked.
 *
 * @param cluster the id in its response headers
 * @param installation what stands under {@code _id}; null where nothing stands there, or where it could not be read
 * @param read whether {@code _id} was read, by a linearizable read
 * @param problem why it can't be used, in words for people; null for a member that can
 * @param lasting whether only a person can mend the problem
 */
record MemberReport(
        long cluster,
        @Nullable Installation installation,
        boolean read,
        @Nullable String problem,
        boolean lasting) {
    static MemberReport unusable(long cluster, String problem, boolean lasting) {
        return new MemberReport(cluster, null, false, problem, lasting);
    }

    static MemberReport read(long cluster, @Nullable Installation installation) {
        return new MemberReport(cluster, installation, true, null, false);
    }

    /** The same, but for a problem that showed after {@code _id} had been read. */
    MemberReport with(String laterProblem, boolean isLasting) {
        return new MemberReport(cluster, installation, read, laterProblem, isLasting);
    }

    /** Whether the {@code _id} that it holds names the cluster that it belongs to. */
    boolean namesItself() {
        return installation != null && installation.cluster() == cluster;
    }
}

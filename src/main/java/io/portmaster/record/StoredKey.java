package io.portmaster.record;

import io.portmaster.domain.Lease;

/** A key of a store and its value, also if Portmaster has not written it. */
public sealed interface StoredKey {
    /** The key as the store spells it. */
    String spelling();

    /** A key that belongs to a space. */
    sealed interface InSpace extends StoredKey {
        String space();
    }

    /**
     * A service, a holding, a cooling port or an index, which nodes read.
     *
     * @param lease the lease that the key ends with
     * @param modRevision the revision at which the value was last written
     */
    record Content(String spelling, String space, Key.InSpace key, Value value, Lease lease, long modRevision)
            implements InSpace {}

    /**
     * An anchor of a client's lease, which nodes read.
     *
     * @param lease the lease that the key ends with
     * @param modRevision the revision at which the value was last written
     */
    record Anchor(String spelling, Key.OfLease key, Value value, Lease lease, long modRevision) implements StoredKey {}

    /** A fence, which stops a node's earlier batches. It ends with its lease, if it has one. */
    record Fence(String spelling, String space) implements InSpace {}

    /** The key {@code _id}, which names the installation. */
    record Identity(String spelling) implements StoredKey {}

    /** A name that starts with {@code _}: kept for later releases. */
    record Reserved(String spelling) implements StoredKey {}

    /** A key that no release of Portmaster makes. */
    record Unknown(String spelling) implements StoredKey {}
}

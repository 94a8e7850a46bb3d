package io.portmaster.commit;

import static io.portmaster.commit.Mutation.Kind.CREATE_LEASE;
import static io.portmaster.commit.Mutation.Kind.END_LEASE;

import io.portmaster.domain.Lease;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CompanionAnchor;
import io.portmaster.record.Key.LeaseAnchor;
import io.portmaster.record.Value;

/** Makes the mutations of clients' leases. What they carry is moved and released by {@link AllocationMutations}. */
public final class LeaseMutations {
    private LeaseMutations() {}

    /**
     * Puts the anchors of a client's lease and of its companion, which were granted before. It travels alone: if one of them has
     * ended, the store refuses the whole batch.
     */
    public static Mutation create(Lease lease, ClientLease created) {
        Key anchor = new LeaseAnchor(lease);
        Key companion = new CompanionAnchor(lease);
        MutationBuilder mutation = new MutationBuilder();
        mutation.requireAbsent(anchor);
        mutation.requireAbsent(companion);
        mutation.put(anchor, created, lease);
        mutation.put(companion, new Value.Presence(), lease.companion());
        return mutation.build(CREATE_LEASE).travellingAlone();
    }

    /** Begins to end a client's lease: from now on nothing is put on it. */
    public static Mutation beginToEnd(Entry<ClientLease> anchor) {
        Lease lease = ((LeaseAnchor) anchor.key()).lease();
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(anchor);
        mutation.put(anchor.key(), anchor.value().asEnding(), lease);
        return mutation.build(END_LEASE);
    }
}

package io.portmaster.commit;

import static io.portmaster.commit.Mutation.Kind.CREATE_LEASE;
import static io.portmaster.commit.Mutation.Kind.END_LEASE;
import static io.portmaster.commit.Mutation.Kind.REPLACE_LEASE_PAIR;

import io.portmaster.domain.Lease;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CompanionAnchor;
import io.portmaster.record.Key.LeaseAnchor;
import io.portmaster.record.LeaseAnchors;
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

    /**
     * Lets another pair of the store's leases, which was granted before, carry a client's lease. What is put from then on is put
     * there. Allocations that were put before have to be moved. The anchor stays where it is until {@link #settle}. It travels
     * alone, as {@link #create} does.
     *
     * @param carrier the first lease of the pair
     * @param term of the store before the pair was granted
     */
    public static Mutation replacePair(LeaseAnchors anchors, Lease carrier, long term) {
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(anchors);
        Lease anchored = LeaseAnchors.anchored(anchors.anchor());
        mutation.put(anchors.anchor().key(), anchors.anchor().value().moving(anchored, carrier, term), anchored);
        mutation.put(anchors.companion().key(), new Value.Presence(), carrier.companion());
        return mutation.build(REPLACE_LEASE_PAIR).travellingAlone();
    }

    /** Puts the anchor of a client's lease on the pair that carries it. All its allocations are there already. */
    public static Mutation settle(LeaseAnchors anchors) {
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(anchors);
        mutation.put(anchors.anchor().key(), anchors.anchor().value().moved(), anchors.carrier());
        return mutation.build(REPLACE_LEASE_PAIR).travellingAlone();
    }

    /** Begins to end a client's lease: from now on nothing is put on it. */
    public static Mutation beginToEnd(Entry<ClientLease> anchor) {
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(anchor);
        mutation.put(anchor.key(), anchor.value().asEnding(), LeaseAnchors.anchored(anchor));
        return mutation.build(END_LEASE);
    }
}

package io.portmaster.commit;

import static io.portmaster.commit.Mutation.Kind.CLAIM;
import static io.portmaster.commit.Mutation.Kind.CLAIM_GROUP;
import static io.portmaster.commit.Mutation.Kind.CLAIM_ON_LEASE;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.List;

/** Makes the mutations that give free ports to free names. */
public final class ClaimMutations {
    private ClaimMutations() {}

    /**
     * Gives a free port to a free name: as an offer, or as an allocation at once.
     *
     * @param service the service as the plan saw it; it owns the port
     * @param lease the lease of an {@link Offer}; {@link Lease#NONE} for an {@link Allocation}
     * @param contested whether another node has lately won a port of the service that this node wanted
     */
    public static Mutation claim(Entry<Service> service, Holding holding, Lease lease, boolean contested) {
        return claim(service, new Claimed(holding), lease, contested);
    }

    /** Like {@link #claim(Entry, Holding, Lease, boolean)}, for a port that its former owner may take back. */
    public static Mutation claim(Entry<Service> service, Claimed claimed, Lease lease, boolean contested) {
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(service);
        claim(mutation, service.space(), claimed, lease);
        endCooling(mutation, service.space(), claimed);
        return mutation.build(CLAIM, contested);
    }

    /**
     * Gives ports to names, all or none.
     *
     * @param ports one, or those of a group
     */
    public static Mutation claim(Entry<Service> service, List<Claimed> ports, Lease lease, boolean contested) {
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(service);
        for (Claimed claimed : ports) {
            claim(mutation, service.space(), claimed, lease);
            endCooling(mutation, service.space(), claimed);
        }
        return mutation.build(ports.size() == 1 ? CLAIM : CLAIM_GROUP, contested);
    }

    /**
     * Allocates ports to names at once, on a client's lease, all or none.
     *
     * @param ports of {@link Allocation}s that name the lease
     */
    public static Mutation claim(Entry<Service> service, List<Claimed> ports, LeaseAnchors anchors, boolean contested) {
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(service);
        mutation.require(anchors);
        for (Claimed claimed : ports) {
            claim(mutation, service.space(), claimed, anchors.carrier());
            Allocation allocation = (Allocation) claimed.holding();
            mutation.letLinger(service.space(), allocation, anchors, allocation.created());
        }
        return mutation.build(CLAIM_ON_LEASE, contested);
    }

    private static void claim(MutationBuilder mutation, Space space, Claimed claimed, Lease lease) {
        Holding holding = claimed.holding();
        Key port = new PortKey(space, holding.port());
        mutation.requireAbsent(port);
        mutation.requireAbsent(new OfferIndex(space, holding.service(), holding.name()));
        mutation.requireAbsent(new InstanceIndex(space, holding.service(), holding.name()));
        mutation.requireNoCooling(space, claimed);
        mutation.put(port, holding, lease);
        mutation.put(holding.indexKey(space), new Value.Index(holding.port()), lease);
    }

    /** Ends the cooling of a port that its former owner has for good. An offer leaves it, since it may not be accepted. */
    private static void endCooling(MutationBuilder mutation, Space space, Claimed claimed) {
        if (claimed.former() != null && claimed.holding() instanceof Allocation) {
            mutation.delete(new CoolingKey(space, claimed.holding().port()));
        }
    }
}

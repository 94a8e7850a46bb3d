package io.portmaster.commit;

import static io.portmaster.commit.Mutation.Kind.ACCEPT;
import static io.portmaster.commit.Mutation.Kind.ACCEPT_ON_LEASE;
import static io.portmaster.commit.Mutation.Kind.BUSY;
import static io.portmaster.commit.Mutation.Kind.NEXT;
import static io.portmaster.commit.Mutation.Kind.REMOVE;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.List;

/** Makes the mutations of offers: they are accepted, ended, or replaced by others. */
public final class OfferMutations {
    private OfferMutations() {}

    /** Turns an offer into an allocation. */
    public static Mutation accept(Entry<Offer> offer, Allocation allocation) {
        return accept(List.of(offer), List.of(allocation));
    }

    /**
     * Turns offers into allocations, all or none.
     *
     * @param allocations one for each offer, in the same order
     */
    public static Mutation accept(List<Entry<Offer>> offers, List<Allocation> allocations) {
        MutationBuilder mutation = new MutationBuilder();
        for (int i = 0; i < offers.size(); i++) {
            accept(mutation, offers.get(i), allocations.get(i), Lease.NONE);
            mutation.delete(
                    new CoolingKey(offers.get(i).space(), allocations.get(i).port()));
        }
        return mutation.build(ACCEPT);
    }

    /**
     * Turns offers into allocations on a client's lease, all or none.
     *
     * @param service the service as the plan saw it: its version and its reuse delay allow the lease
     * @param allocations one for each offer, in the same order; they name the lease
     */
    public static Mutation accept(
            List<Entry<Offer>> offers, List<Allocation> allocations, Entry<Service> service, LeaseAnchors anchors) {
        MutationBuilder mutation = new MutationBuilder();
        for (int i = 0; i < offers.size(); i++) {
            Allocation allocation = allocations.get(i);
            accept(mutation, offers.get(i), allocation, anchors.carrier());
            mutation.letLinger(service.space(), allocation, anchors, allocation.created());
        }
        mutation.require(service);
        mutation.require(anchors);
        return mutation.build(ACCEPT_ON_LEASE);
    }

    /** Ends an offer: rejects or withdraws it. */
    public static Mutation remove(Entry<? extends Holding> offer) {
        return remove(List.of(offer));
    }

    /** Ends offers, all or none. */
    public static Mutation remove(List<? extends Entry<? extends Holding>> offers) {
        MutationBuilder mutation = new MutationBuilder();
        offers.forEach(mutation::remove);
        return mutation.build(REMOVE);
    }

    /** Ends an offer because of its port, see {@link #busy(List, Entry, List)}. */
    public static Mutation busy(Entry<Offer> offer, Entry<Service> service, Rest busy) {
        return busy(List.of(offer), service, List.of(busy));
    }

    /**
     * Ends offers, all or none, because the client's host uses ports of theirs for something else.
     *
     * @param busy the cooling of those ports. Its delay is the longer one of the service's busy delay and of the delay that stands
     *     there
     */
    public static Mutation busy(List<Entry<Offer>> offers, Entry<Service> service, List<Rest> busy) {
        MutationBuilder mutation = new MutationBuilder();
        offers.forEach(mutation::remove);
        mutation.require(service);
        busy.forEach(rest -> mutation.cool(service.space(), rest));
        return mutation.build(BUSY);
    }

    /**
     * Offers other ports in place of busy ones, to the same names and under the same secret.
     *
     * @param renewed the offers of the same group whose ports aren't busy
     * @param lease of all offers, for their whole time
     */
    public static Mutation next(
            Entry<Service> service, List<Replaced> replaced, List<Renewed> renewed, Lease lease, boolean contested) {
        Space space = service.space();
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(service);
        for (Replaced each : replaced) {
            Holding next = each.next().holding();
            Key port = new PortKey(space, next.port());
            mutation.require(each.offer());
            mutation.requireAbsent(port);
            mutation.requireNoCooling(space, each.next());
            mutation.delete(each.offer().key());
            Rest busy = each.busy();
            if (busy != null) {
                mutation.cool(space, busy);
            }
            mutation.put(port, next, lease);
            mutation.put(next.indexKey(space), new Value.Index(next.port()), lease);
        }
        for (Renewed each : renewed) {
            Offer after = each.after();
            mutation.require(each.before());
            mutation.put(each.before().key(), after, lease);
            mutation.put(after.indexKey(space), new Value.Index(after.port()), lease);
        }
        return mutation.build(NEXT, contested);
    }

    private static void accept(MutationBuilder mutation, Entry<Offer> offer, Allocation allocation, Lease lease) {
        mutation.require(offer);
        mutation.put(offer.key(), allocation, lease);
        mutation.put(allocation.indexKey(offer.space()), new Value.Index(allocation.port()), lease);
        mutation.delete(offer.value().indexKey(offer.space()));
    }
}

package io.portmaster.commit;

import static io.portmaster.commit.Mutation.Kind.MOVE;
import static io.portmaster.commit.Mutation.Kind.REMOVE;

import io.portmaster.domain.Lease;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the mutations of allocations: they are put on another client's lease, taken off, or released. */
public final class AllocationMutations {
    private AllocationMutations() {}

    /** Moves an allocation to a client's lease, see {@link #move(List, List, Entry, LeaseAnchors, Instant)}. */
    public static Mutation move(
            Entry<Allocation> allocation,
            Entry<Value.Index> index,
            Entry<Service> service,
            LeaseAnchors anchors,
            Instant now) {
        return move(List.of(allocation), List.of(index), service, anchors, now);
    }

    /**
     * Moves allocations to a client's lease, from another one or from none, all or none. Those that are on it already come to the
     * pair that carries it now.
     *
     * @param indexes the allocations' index entries, in the same order. Their create revision, the allocations' revision, stays
     * @param now when the move is planned
     */
    public static Mutation move(
            List<Entry<Allocation>> allocations,
            List<Entry<Value.Index>> indexes,
            Entry<Service> service,
            LeaseAnchors anchors,
            Instant now) {
        MutationBuilder mutation = new MutationBuilder();
        for (int i = 0; i < allocations.size(); i++) {
            Allocation after = allocations.get(i).value().on(anchors.lease());
            move(mutation, allocations.get(i), indexes.get(i), after, anchors.carrier());
            mutation.letLinger(service.space(), after, anchors, now);
        }
        mutation.require(service);
        mutation.require(anchors);
        return mutation.build(MOVE);
    }

    /** Takes an allocation off its client's lease, see {@link #takeOff(List, List)}. */
    public static Mutation takeOff(Entry<Allocation> allocation, Entry<Value.Index> index) {
        return takeOff(List.of(allocation), List.of(index));
    }

    /** Takes allocations off their client's lease, all or none, so that they stay until they are released. */
    public static Mutation takeOff(List<Entry<Allocation>> allocations, List<Entry<Value.Index>> indexes) {
        MutationBuilder mutation = new MutationBuilder();
        for (int i = 0; i < allocations.size(); i++) {
            Entry<Allocation> before = allocations.get(i);
            move(mutation, before, indexes.get(i), before.value().on(null), Lease.NONE);
            mutation.delete(new CoolingKey(before.space(), before.value().port()));
        }
        return mutation.build(MOVE);
    }

    /**
     * Ends an allocation. It compares the service also where no cooling begins: a delay that an operator sets while the release
     * is under way would be lost otherwise. Only an allocation on a client's lease has a cooling key that goes with it.
     *
     * @param service the entry of the allocation's service, readable or not; null if there is none
     * @param rest the cooling that begins; null if the service asks for none
     */
    public static Mutation release(
            Entry<? extends Holding> allocation, @Nullable Entry<?> service, @Nullable Rest rest) {
        Holding holding = allocation.value();
        MutationBuilder mutation = new MutationBuilder();
        mutation.remove(allocation);
        if (service == null) {
            mutation.requireAbsent(new ServiceKey(allocation.space(), holding.service()));
        } else {
            mutation.require(service);
        }
        if (rest != null) {
            mutation.cool(allocation.space(), rest);
        } else if (holding instanceof Allocation ended && ended.lease() != null) {
            mutation.delete(new CoolingKey(allocation.space(), holding.port()));
        }
        return mutation.build(REMOVE);
    }

    private static void move(
            MutationBuilder mutation,
            Entry<Allocation> before,
            Entry<Value.Index> index,
            Allocation after,
            Lease lease) {
        mutation.require(before);
        mutation.require(index);
        mutation.put(before.key(), after, lease);
        mutation.put(index.key(), index.value(), lease);
    }
}

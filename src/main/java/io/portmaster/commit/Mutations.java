package io.portmaster.commit;

import static io.portmaster.commit.Mutation.Kind.ACCEPT;
import static io.portmaster.commit.Mutation.Kind.CHANGE_SERVICE;
import static io.portmaster.commit.Mutation.Kind.CLAIM;
import static io.portmaster.commit.Mutation.Kind.CREATE_SERVICE;
import static io.portmaster.commit.Mutation.Kind.DELETE_SERVICE;
import static io.portmaster.commit.Mutation.Kind.REMOVE;

import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnchangedSince;
import io.portmaster.commit.Guard.RangeUnused;
import io.portmaster.commit.Guard.Unchanged;
import io.portmaster.commit.Write.Delete;
import io.portmaster.commit.Write.DeleteRange;
import io.portmaster.commit.Write.Put;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.KeyRange;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.List;

/** Makes mutations, with a factory for each kind. */
public final class Mutations {
    private Mutations() {}

    /**
     * Gives a free port to a free name: as an offer, or as an allocation at once.
     *
     * @param service the service as the plan saw it; its range contains the port
     * @param lease the lease of an {@link Offer}; {@link Lease#NONE} for an {@link Allocation}
     * @param contested whether another node has lately won a port of the service that this node wanted
     */
    public static Mutation claim(Entry<Service> service, Holding holding, Lease lease, boolean contested) {
        Space space = service.space();
        Key port = new PortKey(space, holding.port());
        Key offer = new OfferIndex(space, holding.service(), holding.name());
        Key instance = new InstanceIndex(space, holding.service(), holding.name());
        Key index = holding.state() == Holding.State.OFFERED ? offer : instance;
        return new Mutation(
                CLAIM,
                List.of(new Unchanged(service), new Absent(port), new Absent(offer), new Absent(instance)),
                List.of(new Put(port, holding, lease), new Put(index, new Value.Index(holding.port()), lease)),
                contested);
    }

    /** Turns an offer into an allocation. */
    public static Mutation accept(Entry<Offer> offer, Allocation allocation) {
        Space space = offer.space();
        return uncontested(
                ACCEPT,
                List.of(new Unchanged(offer)),
                List.of(
                        new Put(offer.key(), allocation, Lease.NONE),
                        new Put(allocation.indexKey(space), new Value.Index(allocation.port()), Lease.NONE),
                        new Delete(offer.value().indexKey(space))));
    }

    /** Ends an offer (reject) or an allocation (release). */
    public static Mutation remove(Entry<? extends Holding> holding) {
        return uncontested(
                REMOVE,
                List.of(new Unchanged(holding)),
                List.of(new Delete(holding.key()), new Delete(holding.value().indexKey(holding.space()))));
    }

    /**
     * Creates a service. It conflicts if a service of the space has changed since the plan, so ranges never overlap.
     *
     * @param seenRevision the revision of the records that the plan saw
     */
    public static Mutation createService(Space space, Service service, long seenRevision) {
        Key key = new ServiceKey(space, service.name());
        return uncontested(
                CREATE_SERVICE,
                List.of(new Absent(key), noServiceChangedSince(space, seenRevision)),
                List.of(new Put(key, service, Lease.NONE)));
    }

    /**
     * Replaces the record of a service. It conflicts if a port that the range loses is in use. If the range gains ports, it
     * also conflicts if a service of the space has changed since the plan.
     *
     * @param seenRevision the revision of the records that the plan saw
     */
    public static Mutation changeService(Entry<Service> before, Service after, long seenRevision) {
        Space space = before.space();
        List<Guard> guards = new ArrayList<>();
        guards.add(new Unchanged(before));
        if (!before.value().ports().covers(after.ports())) {
            guards.add(noServiceChangedSince(space, seenRevision));
        }
        for (PortRange dropped : before.value().ports().minus(after.ports()).ranges()) {
            guards.add(new RangeUnused(new KeyRange.Ports(space, dropped)));
        }
        return uncontested(CHANGE_SERVICE, List.copyOf(guards), List.of(new Put(before.key(), after, Lease.NONE)));
    }

    /**
     * Deletes a service.
     *
     * @param force whether its offers and allocations are deleted too; otherwise it conflicts if there are any
     */
    public static Mutation deleteService(Entry<Service> service, boolean force) {
        Space space = service.space();
        Name name = service.value().name();
        List<Guard> guards = new ArrayList<>(List.of(new Unchanged(service)));
        List<Write> writes = new ArrayList<>(List.of(new Delete(service.key())));
        for (PortRange range : service.value().ports().ranges()) {
            KeyRange ports = new KeyRange.Ports(space, range);
            if (force) {
                writes.add(new DeleteRange(ports));
            } else {
                guards.add(new RangeUnused(ports));
            }
        }
        if (force) {
            writes.add(new DeleteRange(new KeyRange.Offers(space, name)));
            writes.add(new DeleteRange(new KeyRange.Instances(space, name)));
        }
        return uncontested(DELETE_SERVICE, List.copyOf(guards), List.copyOf(writes));
    }

    private static Guard noServiceChangedSince(Space space, long revision) {
        return new RangeUnchangedSince(new KeyRange.Services(space), revision);
    }

    private static Mutation uncontested(Mutation.Kind kind, List<Guard> guards, List<Write> writes) {
        return new Mutation(kind, guards, writes, false);
    }
}

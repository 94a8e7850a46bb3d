package io.portmaster.commit;

import static io.portmaster.commit.Mutation.Kind.ACCEPT;
import static io.portmaster.commit.Mutation.Kind.ACCEPT_ON_LEASE;
import static io.portmaster.commit.Mutation.Kind.BUSY;
import static io.portmaster.commit.Mutation.Kind.CHANGE_SERVICE;
import static io.portmaster.commit.Mutation.Kind.CLAIM;
import static io.portmaster.commit.Mutation.Kind.CLAIM_GROUP;
import static io.portmaster.commit.Mutation.Kind.CLAIM_ON_LEASE;
import static io.portmaster.commit.Mutation.Kind.CREATE_LEASE;
import static io.portmaster.commit.Mutation.Kind.CREATE_SERVICE;
import static io.portmaster.commit.Mutation.Kind.DELETE_SERVICE;
import static io.portmaster.commit.Mutation.Kind.END_COOLING;
import static io.portmaster.commit.Mutation.Kind.END_LEASE;
import static io.portmaster.commit.Mutation.Kind.MOVE;
import static io.portmaster.commit.Mutation.Kind.NEXT;
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
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CompanionAnchor;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.LeaseAnchor;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.KeyRange;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes mutations, with a factory for each row of the design's table. */
public final class Mutations {
    private Mutations() {}

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
        Parts parts = new Parts();
        parts.require(service);
        parts.claim(service.space(), claimed, lease);
        parts.endCooling(service.space(), claimed);
        return parts.mutation(CLAIM, contested);
    }

    /**
     * Gives ports to names, all or none.
     *
     * @param ports one, or those of a group
     */
    public static Mutation claim(Entry<Service> service, List<Claimed> ports, Lease lease, boolean contested) {
        Parts parts = new Parts();
        parts.require(service);
        for (Claimed claimed : ports) {
            parts.claim(service.space(), claimed, lease);
            parts.endCooling(service.space(), claimed);
        }
        return parts.mutation(ports.size() == 1 ? CLAIM : CLAIM_GROUP, contested);
    }

    /**
     * Allocates ports to names at once, on a client's lease, all or none.
     *
     * @param ports of {@link Allocation}s that name the lease
     */
    public static Mutation claim(Entry<Service> service, List<Claimed> ports, LeaseAnchors anchors, boolean contested) {
        Parts parts = new Parts();
        parts.require(service);
        parts.require(anchors);
        for (Claimed claimed : ports) {
            parts.claim(service.space(), claimed, anchors.lease());
            Allocation allocation = (Allocation) claimed.holding();
            parts.putCooling(service.space(), allocation, anchors, allocation.created());
        }
        return parts.mutation(CLAIM_ON_LEASE, contested);
    }

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
        Parts parts = new Parts();
        for (int i = 0; i < offers.size(); i++) {
            parts.accept(offers.get(i), allocations.get(i), Lease.NONE);
            parts.delete(coolingKey(offers.get(i).space(), allocations.get(i)));
        }
        return parts.mutation(ACCEPT);
    }

    /**
     * Turns offers into allocations on a client's lease, all or none.
     *
     * @param service the service as the plan saw it: its version and its reuse delay allow the lease
     * @param allocations one for each offer, in the same order; they name the lease
     */
    public static Mutation accept(
            List<Entry<Offer>> offers, List<Allocation> allocations, Entry<Service> service, LeaseAnchors anchors) {
        Parts parts = new Parts();
        for (int i = 0; i < offers.size(); i++) {
            Allocation allocation = allocations.get(i);
            parts.accept(offers.get(i), allocation, anchors.lease());
            parts.putCooling(service.space(), allocation, anchors, allocation.created());
        }
        parts.require(service);
        parts.require(anchors);
        return parts.mutation(ACCEPT_ON_LEASE);
    }

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
     * Moves allocations to a client's lease, from another one or from none, all or none.
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
        Parts parts = new Parts();
        for (int i = 0; i < allocations.size(); i++) {
            Allocation after = allocations.get(i).value().on(anchors.lease());
            parts.move(allocations.get(i), indexes.get(i), after, anchors.lease());
            parts.putCooling(service.space(), after, anchors, now);
        }
        parts.require(service);
        parts.require(anchors);
        return parts.mutation(MOVE);
    }

    /** Takes an allocation off its client's lease, see {@link #takeOff(List, List)}. */
    public static Mutation takeOff(Entry<Allocation> allocation, Entry<Value.Index> index) {
        return takeOff(List.of(allocation), List.of(index));
    }

    /** Takes allocations off their client's lease, all or none, so that they stay until they are released. */
    public static Mutation takeOff(List<Entry<Allocation>> allocations, List<Entry<Value.Index>> indexes) {
        Parts parts = new Parts();
        for (int i = 0; i < allocations.size(); i++) {
            Entry<Allocation> before = allocations.get(i);
            parts.move(before, indexes.get(i), before.value().on(null), Lease.NONE);
            parts.delete(coolingKey(before.space(), before.value()));
        }
        return parts.mutation(MOVE);
    }

    /** Ends an offer: rejects or withdraws it. */
    public static Mutation remove(Entry<? extends Holding> offer) {
        return remove(List.of(offer));
    }

    /** Ends offers, all or none. */
    public static Mutation remove(List<? extends Entry<? extends Holding>> offers) {
        Parts parts = new Parts();
        offers.forEach(parts::remove);
        return parts.mutation(REMOVE);
    }

    /**
     * Ends an allocation. It compares the service also where no cooling begins: a delay that an operator sets while the release
     * is under way would be lost otherwise.
     *
     * @param service the entry of the allocation's service, readable or not; null if there is none
     * @param rest the cooling that begins; null if the service asks for none
     */
    public static Mutation release(
            Entry<? extends Holding> allocation, @Nullable Entry<?> service, @Nullable Rest rest) {
        Holding holding = allocation.value();
        Parts parts = new Parts();
        parts.remove(allocation);
        if (service == null) {
            parts.guards.add(new Absent(new ServiceKey(allocation.space(), holding.service())));
        } else {
            parts.require(service);
        }
        Key cooling = coolingKey(allocation.space(), holding);
        parts.writes.add(rest == null ? new Delete(cooling) : new Put(cooling, rest.cooling(), rest.lease()));
        return parts.mutation(REMOVE);
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
        Parts parts = new Parts();
        offers.forEach(parts::remove);
        parts.require(service);
        busy.forEach(rest -> parts.cool(service.space(), rest));
        return parts.mutation(BUSY);
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
        Parts parts = new Parts();
        parts.require(service);
        for (Replaced each : replaced) {
            Holding next = each.next().holding();
            Key port = new PortKey(space, next.port());
            parts.require(each.offer());
            parts.guards.add(new Absent(port));
            parts.requireNoCooling(space, each.next());
            parts.delete(each.offer().key());
            Rest busy = each.busy();
            if (busy != null) {
                parts.cool(space, busy);
            }
            parts.put(port, next, lease);
            parts.put(next.indexKey(space), new Value.Index(next.port()), lease);
        }
        for (Renewed each : renewed) {
            Offer after = each.after();
            parts.require(each.before());
            parts.put(each.before().key(), after, lease);
            parts.put(after.indexKey(space), new Value.Index(after.port()), lease);
        }
        return parts.mutation(NEXT, contested);
    }

    /** Ends the cooling of a port that nobody holds. */
    public static Mutation endCooling(Entry<Cooling> cooling) {
        Parts parts = new Parts();
        parts.require(cooling);
        parts.guards.add(new Absent(new PortKey(cooling.space(), cooling.value().port())));
        parts.delete(cooling.key());
        return parts.mutation(END_COOLING);
    }

    /**
     * Puts the anchors of a client's lease and of its companion, which were granted before. It travels alone: if one of them has
     * ended, the store refuses the whole batch.
     */
    public static Mutation createLease(Lease lease, ClientLease created) {
        Key anchor = new LeaseAnchor(lease);
        Key companion = new CompanionAnchor(lease);
        Parts parts = new Parts();
        parts.guards.add(new Absent(anchor));
        parts.guards.add(new Absent(companion));
        parts.put(anchor, created, lease);
        parts.put(companion, new Value.Presence(), lease.companion());
        return parts.mutation(CREATE_LEASE).travellingAlone();
    }

    /** Begins to end a client's lease: from now on nothing is put on it. */
    public static Mutation endLease(Entry<ClientLease> anchor) {
        Lease lease = ((LeaseAnchor) anchor.key()).lease();
        Parts parts = new Parts();
        parts.require(anchor);
        parts.put(anchor.key(), anchor.value().asEnding(), lease);
        return parts.mutation(END_LEASE);
    }

    /**
     * Creates a service. It conflicts if a service of the space has changed since the plan, so ranges never overlap.
     *
     * @param seenRevision the revision of the records that the plan saw
     */
    public static Mutation createService(Space space, Service service, long seenRevision) {
        Key key = new ServiceKey(space, service.name());
        Parts parts = new Parts();
        parts.guards.add(new Absent(key));
        parts.guards.add(noServiceChangedSince(space, seenRevision));
        parts.put(key, service, Lease.NONE);
        return parts.mutation(CREATE_SERVICE);
    }

    /**
     * Replaces the record of a service. It conflicts if a port that the service loses is held or cools. If the service gains
     * ports, it also conflicts if a service of the space has changed since the plan.
     *
     * @param seenRevision the revision of the records that the plan saw
     */
    public static Mutation changeService(Entry<Service> before, Service after, long seenRevision) {
        Space space = before.space();
        Parts parts = new Parts();
        parts.require(before);
        if (!before.value().ports().covers(after.ports())) {
            parts.guards.add(noServiceChangedSince(space, seenRevision));
        }
        for (PortRange dropped : before.value().ports().minus(after.ports()).ranges()) {
            parts.guards.add(new RangeUnused(new KeyRange.Ports(space, dropped)));
            parts.guards.add(new RangeUnused(new KeyRange.Cooling(space, dropped)));
        }
        parts.put(before.key(), after, Lease.NONE);
        return parts.mutation(CHANGE_SERVICE);
    }

    /**
     * Deletes a service.
     *
     * @param force whether its offers, its allocations and the cooling of its ports end too; otherwise it conflicts if there are
     *     any
     */
    public static Mutation deleteService(Entry<Service> service, boolean force) {
        Space space = service.space();
        Name name = service.value().name();
        Parts parts = new Parts();
        parts.require(service);
        parts.delete(service.key());
        for (PortRange range : service.value().ports().ranges()) {
            for (KeyRange keys : List.of(new KeyRange.Ports(space, range), new KeyRange.Cooling(space, range))) {
                if (force) {
                    parts.writes.add(new DeleteRange(keys));
                } else {
                    parts.guards.add(new RangeUnused(keys));
                }
            }
        }
        if (force) {
            parts.writes.add(new DeleteRange(new KeyRange.Offers(space, name)));
            parts.writes.add(new DeleteRange(new KeyRange.Instances(space, name)));
        }
        return parts.mutation(DELETE_SERVICE);
    }

    private static Guard noServiceChangedSince(Space space, long revision) {
        return new RangeUnchangedSince(new KeyRange.Services(space), revision);
    }

    private static Key coolingKey(Space space, Holding holding) {
        return new CoolingKey(space, holding.port());
    }

    /** The guards and writes of a mutation, while it is made. */
    private static final class Parts {
        private final List<Guard> guards = new ArrayList<>();
        private final List<Write> writes = new ArrayList<>();

        private void require(Entry<?> unchanged) {
            guards.add(new Unchanged(unchanged));
        }

        /** The lease stands, and nobody ends it. */
        private void require(LeaseAnchors anchors) {
            require(anchors.anchor());
            require(anchors.companion());
        }

        private void put(Key key, Value value, Lease lease) {
            writes.add(new Put(key, value, lease));
        }

        private void delete(Key key) {
            writes.add(new Delete(key));
        }

        private void claim(Space space, Claimed claimed, Lease lease) {
            Holding holding = claimed.holding();
            Key port = new PortKey(space, holding.port());
            guards.add(new Absent(port));
            guards.add(new Absent(new OfferIndex(space, holding.service(), holding.name())));
            guards.add(new Absent(new InstanceIndex(space, holding.service(), holding.name())));
            requireNoCooling(space, claimed);
            put(port, holding, lease);
            put(holding.indexKey(space), new Value.Index(holding.port()), lease);
        }

        /** Ends the cooling of a port that its former owner has for good. An offer leaves it, since it may not be accepted. */
        private void endCooling(Space space, Claimed claimed) {
            if (claimed.former() != null && claimed.holding() instanceof Allocation) {
                delete(coolingKey(space, claimed.holding()));
            }
        }

        /** The port doesn't cool, or its cooling is as its former owner has seen it. */
        private void requireNoCooling(Space space, Claimed claimed) {
            Entry<Cooling> former = claimed.former();
            guards.add(former == null ? new Absent(coolingKey(space, claimed.holding())) : new Unchanged(former));
        }

        private void accept(Entry<Offer> offer, Allocation allocation, Lease lease) {
            require(offer);
            put(offer.key(), allocation, lease);
            put(allocation.indexKey(offer.space()), new Value.Index(allocation.port()), lease);
            delete(offer.value().indexKey(offer.space()));
        }

        private void move(Entry<Allocation> before, Entry<Value.Index> index, Allocation after, Lease lease) {
            require(before);
            require(index);
            put(before.key(), after, lease);
            put(index.key(), index.value(), lease);
        }

        /** The cooling that takes over when the client's lease ends. */
        private void putCooling(Space space, Allocation allocation, LeaseAnchors anchors, Instant now) {
            put(
                    coolingKey(space, allocation),
                    Cooling.after(allocation, anchors.lease(), anchors.linger(), now),
                    anchors.lease().companion());
        }

        private void cool(Space space, Rest rest) {
            put(new CoolingKey(space, rest.cooling().port()), rest.cooling(), rest.lease());
        }

        private void remove(Entry<? extends Holding> holding) {
            require(holding);
            delete(holding.key());
            delete(holding.value().indexKey(holding.space()));
        }

        private Mutation mutation(Mutation.Kind kind) {
            return mutation(kind, false);
        }

        private Mutation mutation(Mutation.Kind kind, boolean contested) {
            return new Mutation(kind, List.copyOf(guards), List.copyOf(writes), contested);
        }
    }
}

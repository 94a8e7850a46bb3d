package io.portmaster.contract;

import io.portmaster.commit.AllocationMutations;
import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Claimed;
import io.portmaster.commit.CoolingMutations;
import io.portmaster.commit.LeaseMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.OfferMutations;
import io.portmaster.commit.Renewed;
import io.portmaster.commit.Replaced;
import io.portmaster.commit.Rest;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.Group;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CompanionAnchor;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.LeaseAnchor;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A step of a random sequence. It means the same to two stores, though their revisions and leases differ. */
public sealed interface Move {
    Instant MORNING = Instant.parse("2026-11-22T08:00:00.000001Z");

    /**
     * The move as a mutation, planned on what the snapshot shows.
     *
     * @return null if there is nothing to do
     */
    @Nullable
    Mutation on(Snapshot known, Leases leases);

    /** How many batches ago the move's planner read the records. The mutation conflicts if they have changed since. */
    int age();

    /** Number of a client's lease that stands for none. */
    int NO_LEASE = -1;

    /**
     * @param size how many neighbouring ports are claimed, for as many names
     * @param onto the number of a client's lease, for an allocation at once
     * @param seed tells this claim's records from all others
     */
    record Claim(int age, ServiceRef service, Name name, int port, int size, boolean acceptAtOnce, int onto, int seed)
            implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            Entry<Service> owner = find(known, service);
            if (owner == null || !owner.value().ports().covers(PortSet.of(new PortRange(port, port + size - 1)))) {
                // A planner never claims a port beyond the range: such a record would belong to no service.
                return null;
            }
            List<Claimed> claimed = new ArrayList<>();
            if (onto == NO_LEASE) {
                for (int place = 0; place < size; place++) {
                    claimed.add(claimed(known, holding(place, null)));
                }
                return ClaimMutations.claim(owner, claimed, acceptAtOnce ? Lease.NONE : leases.shared(), false);
            }
            LeaseAnchors anchors = anchors(known, leases, onto);
            if (anchors == null) {
                return null;
            }
            for (int place = 0; place < size; place++) {
                claimed.add(claimed(known, holding(place, anchors.lease())));
            }
            return ClaimMutations.claim(owner, claimed, anchors, false);
        }

        private Claimed claimed(Snapshot known, Holding holding) {
            Entry<Cooling> cooling = known.find(new CoolingKey(service.space(), holding.port()), Cooling.class);
            boolean isFormer = cooling != null && cooling.value().allows(holding.service(), holding.name());
            return new Claimed(holding, isFormer ? cooling : null);
        }

        private Holding holding(int place, @Nullable Lease lease) {
            Receipt receipt = new Receipt(new UUID(seed, port), Integer.toHexString(seed), acceptAtOnce);
            Instant created = MORNING.plusSeconds(seed);
            Name own = place == 0 ? name : new Name(name + "-" + place);
            Group group = size == 1 ? null : new Group(size, place);
            return acceptAtOnce || lease != null
                    ? new Allocation(port + place, service.name(), own, created, receipt, Labels.EMPTY, group, lease)
                    : new Offer(port + place, service.name(), own, created, Samples.TTL, receipt, Labels.EMPTY, group);
        }
    }

    /** Accepts all offers that were made together. */
    record Accept(int age, PortKey port, int onto, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            List<Entry<Offer>> offers = group(known, port);
            Instant now = MORNING.plusSeconds(seed);
            if (offers.isEmpty()) {
                return null;
            }
            if (onto == NO_LEASE) {
                return OfferMutations.accept(
                        offers,
                        offers.stream()
                                .map(offer -> offer.value().accepted(now))
                                .toList());
            }
            LeaseAnchors anchors = anchors(known, leases, onto);
            Entry<Service> service = find(
                    known, new ServiceRef(port.space(), offers.get(0).value().service()));
            return anchors == null || service == null
                    ? null
                    : OfferMutations.accept(
                            offers,
                            offers.stream()
                                    .map(offer -> offer.value().accepted(now, anchors.lease()))
                                    .toList(),
                            service,
                            anchors);
        }
    }

    /** Puts an allocation on a client's lease, or takes it off. */
    record MoveTo(int age, PortKey port, int onto, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            Entry<Allocation> before = known.find(port, Allocation.class);
            if (before == null) {
                return null;
            }
            Allocation allocation = before.value();
            Entry<Value.Index> index = known.find(allocation.indexKey(port.space()), Value.Index.class);
            Entry<Service> service = find(known, new ServiceRef(port.space(), allocation.service()));
            LeaseAnchors anchors = onto == NO_LEASE ? null : anchors(known, leases, onto);
            if (index == null || service == null || (onto == NO_LEASE && allocation.lease() == null)) {
                return null;
            }
            if (onto == NO_LEASE) {
                return AllocationMutations.takeOff(List.of(before), List.of(index));
            }
            return anchors == null
                    ? null
                    : AllocationMutations.move(
                            List.of(before), List.of(index), service, anchors, MORNING.plusSeconds(seed));
        }
    }

    /** Rejects an offer, with those that were made with it, or releases an allocation. */
    record Remove(int age, PortKey port, boolean rests, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            List<Entry<Offer>> offers = group(known, port);
            if (!offers.isEmpty()) {
                return OfferMutations.remove(offers);
            }
            Entry<Allocation> allocation = known.find(port, Allocation.class);
            if (allocation == null) {
                return null;
            }
            Key service = new ServiceKey(port.space(), allocation.value().service());
            Rest rest = rests ? rest(allocation.value(), Cooling.Reason.RELEASED, leases, seed) : null;
            return AllocationMutations.release(allocation, known.entries().get(service), rest);
        }
    }

    record Busy(int age, PortKey port, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            Entry<Offer> offer = known.find(port, Offer.class);
            Entry<Service> service = offer == null
                    ? null
                    : find(known, new ServiceRef(port.space(), offer.value().service()));
            return offer == null || service == null
                    ? null
                    : OfferMutations.busy(
                            List.of(offer), service, List.of(rest(offer.value(), Cooling.Reason.BUSY, leases, seed)));
        }
    }

    /** Replaces the port of an offer; the other offers of its group keep theirs. */
    record Next(int age, PortKey port, int to, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            Entry<Offer> busy = known.find(port, Offer.class);
            Entry<Service> service = busy == null
                    ? null
                    : find(known, new ServiceRef(port.space(), busy.value().service()));
            if (busy == null
                    || service == null
                    || to == port.port()
                    || !service.value().ports().contains(to)) {
                return null;
            }
            List<Renewed> renewed = group(known, port).stream()
                    .filter(offer -> !offer.key().equals(port))
                    .map(offer ->
                            new Renewed(offer, at(offer.value(), offer.value().port())))
                    .toList();
            if (renewed.stream().anyMatch(offer -> offer.after().port() == to)) {
                return null;
            }
            Replaced replaced = new Replaced(
                    busy, rest(busy.value(), Cooling.Reason.BUSY, leases, seed), new Claimed(at(busy.value(), to)));
            return OfferMutations.next(service, List.of(replaced), renewed, leases.shared(), false);
        }

        private Offer at(Offer before, int at) {
            return new Offer(
                    at,
                    before.service(),
                    before.name(),
                    MORNING.plusSeconds(seed),
                    before.ttl(),
                    before.receipt(),
                    before.labels(),
                    before.group());
        }
    }

    record EndCooling(int age, PortKey port) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            Entry<Cooling> cooling = known.find(new CoolingKey(port.space(), port.port()), Cooling.class);
            return cooling == null ? null : CoolingMutations.end(cooling);
        }
    }

    record CreateLease(int age, int number, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            // On a lease that has ended the whole batch would fail.
            return leases.isAlive(number)
                    ? LeaseMutations.create(
                            leases.client(number),
                            new ClientLease(60, 30 + number, MORNING.plusSeconds(seed), Labels.EMPTY, false, 0))
                    : null;
        }
    }

    record ReplacePair(int age, int number, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            LeaseAnchors anchors = anchors(known, leases, number);
            if (anchors == null) {
                return null;
            }
            return anchors.areMoving()
                    ? LeaseMutations.settle(anchors)
                    : LeaseMutations.replacePair(anchors, leases.spare(number), seed);
        }
    }

    record EndLease(int age, int number) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            Entry<ClientLease> anchor = known.find(new LeaseAnchor(leases.client(number)), ClientLease.class);
            return anchor == null ? null : LeaseMutations.beginToEnd(anchor);
        }
    }

    /** A client's lease or its companion runs out, with all keys on it. */
    record ClientLeaseEnds(int number, boolean companion) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            return null;
        }

        @Override
        public int age() {
            return 0;
        }

        Lease in(Leases leases) {
            return companion ? leases.companion(number) : leases.client(number);
        }
    }

    record CreateService(int age, ServiceRef service, PortRange range, int seed) implements Move {
        @Override
        public Mutation on(Snapshot known, Leases leases) {
            String description = seed % 2 == 0 ? null : "number " + seed;
            return ServiceMutations.create(
                    service.space(),
                    new Service(service.name(), description, range, MORNING.plusSeconds(seed), new UUID(seed, 0)),
                    known.revision());
        }
    }

    record ChangeService(int age, ServiceRef service, PortRange range) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            Entry<Service> before = find(known, service);
            if (before == null) {
                return null;
            }
            Service current = before.value();
            return ServiceMutations.change(
                    before,
                    new Service(current.name(), current.description(), range, current.created(), current.id()),
                    known.revision());
        }
    }

    record DeleteService(int age, ServiceRef service, boolean force) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            Entry<Service> doomed = find(known, service);
            return doomed == null ? null : ServiceMutations.delete(doomed, force);
        }
    }

    /** The lease that offers are made on ends, and all of its offers end with it. */
    record LeaseEnds() implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Leases leases) {
            return null;
        }

        @Override
        public int age() {
            return 0;
        }
    }

    private static @Nullable Entry<Service> find(Snapshot known, ServiceRef service) {
        return known.find(new ServiceKey(service.space(), service.name()), Service.class);
    }

    /** The anchors of a lease that may be used; null if there are none. */
    private static @Nullable LeaseAnchors anchors(Snapshot known, Leases leases, int number) {
        Entry<ClientLease> anchor = known.find(new LeaseAnchor(leases.client(number)), ClientLease.class);
        Entry<Value.Presence> companion = known.find(new CompanionAnchor(leases.client(number)), Value.Presence.class);
        return anchor == null || anchor.value().ending() || companion == null
                ? null
                : new LeaseAnchors(anchor, companion);
    }

    /** The offer of the port, with those that were made with it, in the order of the ports. */
    private static List<Entry<Offer>> group(Snapshot known, PortKey port) {
        Entry<Offer> first = known.find(port, Offer.class);
        return first == null
                ? List.of()
                : known.entries().values().stream()
                        .map(entry -> entry.as(Offer.class))
                        .filter(offer -> offer != null
                                && offer.space().equals(port.space())
                                && offer.value()
                                        .receipt()
                                        .secretSha256()
                                        .equals(first.value().receipt().secretSha256()))
                        .sorted(Comparator.comparingInt(offer -> offer.value().port()))
                        .toList();
    }

    private static Rest rest(Holding holding, Cooling.Reason reason, Leases leases, int seed) {
        return new Rest(
                new Cooling(holding.port(), holding.service(), holding.name(), reason, 60, MORNING.plusSeconds(seed)),
                leases.shared());
    }
}

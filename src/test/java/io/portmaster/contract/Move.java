package io.portmaster.contract;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.ServiceRef;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A step of a random sequence. It means the same to two stores, though their revisions and leases differ. */
public sealed interface Move {
    Instant MORNING = Instant.parse("2026-11-22T08:00:00.000001Z");

    /**
     * The move as a mutation, planned on what the snapshot shows.
     *
     * @param lease of an offer that is claimed
     * @return null if there is nothing to do
     */
    @Nullable
    Mutation on(Snapshot known, Lease lease);

    /** How many batches ago the move's planner read the records. The mutation conflicts if they have changed since. */
    int age();

    /** @param seed tells this claim's record from all others */
    record Claim(int age, ServiceRef service, Name name, int port, boolean acceptAtOnce, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
            Entry<Service> owner = find(known, service);
            if (owner == null || !owner.value().ports().bounds().contains(port)) {
                // A planner never claims a port beyond the range: such a record would belong to no service.
                return null;
            }
            Receipt receipt = new Receipt(new UUID(seed, port), Integer.toHexString(seed), acceptAtOnce);
            Instant created = MORNING.plusSeconds(seed);
            Holding holding = acceptAtOnce
                    ? new Allocation(port, service.name(), name, created, receipt)
                    : new Offer(port, service.name(), name, created, Samples.TTL, receipt);
            return Mutations.claim(owner, holding, acceptAtOnce ? Lease.NONE : lease, false);
        }
    }

    record Accept(int age, PortKey port, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
            Entry<Offer> offer = known.find(port, Offer.class);
            return offer == null ? null : Mutations.accept(offer, offer.value().accepted(MORNING.plusSeconds(seed)));
        }
    }

    record Remove(int age, PortKey port) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
            Entry<Holding> holding = known.find(port, Holding.class);
            if (holding == null || holding.value().state() == Holding.State.OFFERED) {
                return holding == null ? null : Mutations.remove(holding);
            }
            Key service = new ServiceKey(holding.space(), holding.value().service());
            return Mutations.release(holding, known.entries().get(service), null);
        }
    }

    record CreateService(int age, ServiceRef service, PortRange range, int seed) implements Move {
        @Override
        public Mutation on(Snapshot known, Lease lease) {
            String description = seed % 2 == 0 ? null : "number " + seed;
            return Mutations.createService(
                    service.space(),
                    new Service(service.name(), description, range, MORNING.plusSeconds(seed), new UUID(seed, 0)),
                    known.revision());
        }
    }

    record ChangeService(int age, ServiceRef service, PortRange range) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
            Entry<Service> before = find(known, service);
            if (before == null) {
                return null;
            }
            Service current = before.value();
            return Mutations.changeService(
                    before,
                    new Service(current.name(), current.description(), range, current.created(), current.id()),
                    known.revision());
        }
    }

    record DeleteService(int age, ServiceRef service, boolean force) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
            Entry<Service> doomed = find(known, service);
            return doomed == null ? null : Mutations.deleteService(doomed, force);
        }
    }

    /** The lease that offers are made on ends, and all of its offers end with it. */
    record LeaseEnds() implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
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
}

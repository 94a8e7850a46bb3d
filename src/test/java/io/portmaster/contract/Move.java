package io.portmaster.contract;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A step of a random walk: says the same of two stores, though their revisions and leases differ. */
sealed interface Move {
    Instant MORNING = Instant.parse("2026-11-22T08:00:00.000001Z");

    /** The mutation that this is for somebody who knows what the snapshot shows; null if that leaves nothing to do. */
    @Nullable
    Mutation on(Snapshot known, Lease lease);

    /** How many batches ago the planner looked: his compare-and-swap may well be too late. */
    int age();

    /** @param seed tells this claim's record from all others */
    record TakePort(int age, String service, String name, int port, boolean acceptAtOnce, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
            Entry<Service> owner = known.find(new ServiceKey(Space.DEFAULT, new Name(service)), Service.class);
            if (owner == null || !owner.value().range().contains(port)) {
                // No planner reaches beyond the range: whoever did would leave records that no service owns.
                return null;
            }
            Receipt receipt = new Receipt(new UUID(seed, port), Integer.toHexString(seed), acceptAtOnce);
            Instant created = MORNING.plusSeconds(seed);
            Holding holding = acceptAtOnce
                    ? new Allocation(port, new Name(service), new Name(name), created, receipt)
                    : new Offer(port, new Name(service), new Name(name), created, Samples.TTL, receipt);
            return Mutations.claim(owner, holding, acceptAtOnce ? Lease.NONE : lease, false);
        }
    }

    record AcceptPort(int age, int port, int seed) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
            Entry<Offer> offer = known.find(new PortKey(Space.DEFAULT, port), Offer.class);
            return offer == null ? null : Mutations.accept(offer, offer.value().accepted(MORNING.plusSeconds(seed)));
        }
    }

    record FreePort(int age, int port) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
            Entry<Holding> holding = known.find(new PortKey(Space.DEFAULT, port), Holding.class);
            return holding == null ? null : Mutations.remove(holding);
        }
    }

    record Create(int age, String service, int start, int end, int seed) implements Move {
        @Override
        public Mutation on(Snapshot known, Lease lease) {
            return Mutations.createService(
                    Space.DEFAULT,
                    new Service(
                            new Name(service),
                            seed % 2 == 0 ? null : "number " + seed,
                            new PortRange(start, end),
                            MORNING.plusSeconds(seed),
                            new UUID(seed, 0)),
                    known.revision());
        }
    }

    record Change(int age, String service, int start, int end) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
            Entry<Service> before = known.find(new ServiceKey(Space.DEFAULT, new Name(service)), Service.class);
            if (before == null) {
                return null;
            }
            Service current = before.value();
            return Mutations.changeService(
                    before,
                    new Service(
                            current.name(),
                            current.description(),
                            new PortRange(start, end),
                            current.created(),
                            current.id()),
                    known.revision());
        }
    }

    record Delete(int age, String service, boolean force) implements Move {
        @Override
        public @Nullable Mutation on(Snapshot known, Lease lease) {
            Entry<Service> doomed = known.find(new ServiceKey(Space.DEFAULT, new Name(service)), Service.class);
            return doomed == null ? null : Mutations.deleteService(doomed, force);
        }
    }

    /** The lease that offers are made on ends, and all of them with it. */
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
}

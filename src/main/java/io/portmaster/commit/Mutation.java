package io.portmaster.commit;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One change, complete with what must still be true for it to happen: a compare-and-swap. It takes effect whole or not at
 * all.
 */
public sealed interface Mutation {
    /** The keys that it puts or deletes; of a {@link ServiceMutation} only the service's own. */
    Set<Key> writes();

    /** The keys that it compares or reads without writing them. */
    Set<Key> reads();

    /** What its commit at that revision leaves behind, as far as single keys tell. */
    List<KeyState> effects(long revision);

    /**
     * Gives a free port to a free name: an offer, or an allocation at once. Needs the service unchanged, and nothing under
     * the port's key nor under the name's two index keys.
     *
     * @param service as planned on: its range holds the port
     * @param lease of the store, for an {@link Offer}; {@link Lease#NONE} for an {@link Allocation}
     */
    record Claim(Entry<Service> service, Holding holding, Lease lease) implements Mutation {
        public Space space() {
            return service.key().space();
        }

        public Key portKey() {
            return new Key.PortKey(space(), holding.port());
        }

        public Key offerIndex() {
            return new Key.OfferIndex(space(), holding.service(), holding.name());
        }

        public Key instanceIndex() {
            return new Key.InstanceIndex(space(), holding.service(), holding.name());
        }

        /** The one of the two that the claim puts. */
        public Key indexKey() {
            return holding.indexKey(space());
        }

        @Override
        public Set<Key> writes() {
            return Set.of(portKey(), indexKey());
        }

        @Override
        public Set<Key> reads() {
            return Set.of(service.key(), holding.state() == Holding.State.OFFERED ? instanceIndex() : offerIndex());
        }

        @Override
        public List<KeyState> effects(long revision) {
            return List.of(
                    KeyState.present(portKey(), holding, revision, revision),
                    KeyState.present(indexKey(), new Value.Index(holding.port()), revision, revision));
        }
    }

    /** Turns an offer into an allocation. Needs the port's record unchanged. */
    record Accept(Entry<Offer> offer, Allocation allocation) implements Mutation {
        public Key offerIndex() {
            return offer.value().indexKey(offer.key().space());
        }

        public Key instanceIndex() {
            return allocation.indexKey(offer.key().space());
        }

        @Override
        public Set<Key> writes() {
            return Set.of(offer.key(), offerIndex(), instanceIndex());
        }

        @Override
        public Set<Key> reads() {
            return Set.of();
        }

        @Override
        public List<KeyState> effects(long revision) {
            return List.of(
                    KeyState.present(offer.key(), allocation, offer.createRevision(), revision),
                    KeyState.absent(offerIndex(), revision),
                    KeyState.present(instanceIndex(), new Value.Index(allocation.port()), revision, revision));
        }
    }

    /** Ends an offer (reject) or an allocation (release). Needs the port's record unchanged. */
    record Remove(Entry<? extends Holding> holding) implements Mutation {
        public Key indexKey() {
            return holding.value().indexKey(holding.key().space());
        }

        @Override
        public Set<Key> writes() {
            return Set.of(holding.key(), indexKey());
        }

        @Override
        public Set<Key> reads() {
            return Set.of();
        }

        @Override
        public List<KeyState> effects(long revision) {
            return List.of(KeyState.absent(holding.key(), revision), KeyState.absent(indexKey(), revision));
        }
    }

    /**
     * A change to a service. Claims of many requests compare the service's key, and some changes write or compare ranges of
     * keys: so it shares a batch only with changes to other services that it is {@link #isIndependentOf independent of}.
     */
    sealed interface ServiceMutation extends Mutation {
        Space space();

        Name name();

        /** The ports that the service owns afterwards; null if it goes. */
        @Nullable
        PortRange rangeAfter();

        /**
         * The revision that no service of the space may have changed since. Empty if that doesn't matter, since the service
         * gains no port.
         */
        OptionalLong noServiceChangedSince();

        /**
         * Whether both may share a batch, each with its own outcome. A store evaluates all compares of a batch before any
         * write, so neither sees the other: ranges stay disjoint whichever of the two takes effect.
         */
        default boolean isIndependentOf(ServiceMutation other) {
            PortRange own = rangeAfter();
            PortRange others = other.rangeAfter();
            boolean disjoint = own == null || others == null || !own.overlaps(others);
            return !space().equals(other.space()) || (!name().equals(other.name()) && disjoint);
        }

        default Key serviceKey() {
            return new Key.ServiceKey(space(), name());
        }

        @Override
        default Set<Key> writes() {
            return Set.of(serviceKey());
        }

        @Override
        default Set<Key> reads() {
            return Set.of();
        }
    }

    /**
     * Adds a service. Needs its key absent, and no service of the space changed since it was planned: so ranges stay
     * disjoint.
     *
     * @param seenRevision that the planner's view of all services was complete to
     */
    record CreateService(Space space, Service service, long seenRevision) implements ServiceMutation {
        @Override
        public Name name() {
            return service.name();
        }

        @Override
        public PortRange rangeAfter() {
            return service.range();
        }

        @Override
        public OptionalLong noServiceChangedSince() {
            return OptionalLong.of(seenRevision);
        }

        @Override
        public List<KeyState> effects(long revision) {
            return List.of(KeyState.present(serviceKey(), service, revision, revision));
        }
    }

    /**
     * Replaces a service. Needs it unchanged, and no port in use in what its range gives up. If its range gains ports, no
     * service may have changed since it was planned, either.
     *
     * @param seenRevision that the planner's view of all services was complete to
     */
    record ChangeService(Entry<Service> before, Service after, long seenRevision) implements ServiceMutation {
        @Override
        public Space space() {
            return before.key().space();
        }

        @Override
        public Name name() {
            return after.name();
        }

        @Override
        public PortRange rangeAfter() {
            return after.range();
        }

        @Override
        public OptionalLong noServiceChangedSince() {
            boolean gains = !after.range().minus(before.value().range()).isEmpty();
            return gains ? OptionalLong.of(seenRevision) : OptionalLong.empty();
        }

        /** What the old range has and the new one lacks. */
        public List<PortRange> dropped() {
            return before.value().range().minus(after.range());
        }

        @Override
        public List<KeyState> effects(long revision) {
            return List.of(KeyState.present(serviceKey(), after, before.createRevision(), revision));
        }
    }

    /**
     * Removes a service. Needs it unchanged.
     *
     * @param force also removes its offers and allocations; else there must be none
     */
    record DeleteService(Entry<Service> service, boolean force) implements ServiceMutation {
        @Override
        public Space space() {
            return service.key().space();
        }

        @Override
        public Name name() {
            return service.value().name();
        }

        @Override
        public @Nullable PortRange rangeAfter() {
            return null;
        }

        @Override
        public OptionalLong noServiceChangedSince() {
            return OptionalLong.empty();
        }

        @Override
        public List<KeyState> effects(long revision) {
            return List.of(KeyState.absent(serviceKey(), revision));
        }
    }
}

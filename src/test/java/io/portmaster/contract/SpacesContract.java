package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.OfferMutations;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Two spaces hold the same services, ports and names, and nothing that happens in one shows in the other. */
abstract class SpacesContract extends ContractPart {
    private static final Space OTHER = new Space("dc-2");
    private final ServiceKey here = serviceKey("django");
    private final ServiceKey there = new ServiceKey(OTHER, new Name("django"));
    private final PortKey otherPort = new PortKey(OTHER, 5000);
    private final InstanceIndex otherInstance = new InstanceIndex(OTHER, new Name("django"), new Name("web-01"));

    SpacesContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @Test
    void haveTheSameServicePortAndNameAtOnceOutOfOneBatch() {
        Service one = samples.service("django", 5000, 5009);
        Service two = samples.service("django", 5000, 5009);
        assertThat(commit(List.of(
                        ServiceMutations.create(Space.DEFAULT, one, seen()),
                        ServiceMutations.create(OTHER, two, seen()))))
                .allMatch(Committed.class::isInstance);

        Entry<Service> django = entry(here).as(Service.class);
        Entry<Service> otherDjango = entry(there).as(Service.class);
        assertThat(django.value()).isEqualTo(one);
        assertThat(otherDjango.value()).isEqualTo(two);

        Lease lease = lease();
        Offer offer = samples.offer(5000, "django", "web-01");
        Allocation allocation = samples.allocation(5000, "django", "web-01");
        assertThat(commit(List.of(
                        ClaimMutations.claim(django, offer, lease, false),
                        ClaimMutations.claim(otherDjango, allocation, Lease.NONE, false))))
                .allMatch(Committed.class::isInstance);

        assertThat(entry(portKey(5000)).value()).isEqualTo(offer);
        assertThat(entry(otherPort).value()).isEqualTo(allocation);
        assertThat(keys()).contains(offerIndex("web-01"), otherInstance).hasSize(6);
        seen();
        assertThat(onLoop(() -> under.registry().entry(otherPort).value())).isEqualTo(allocation);
        assertThat(onLoop(() -> under.registry().entry(portKey(5000)).value())).isEqualTo(offer);
    }

    @Test
    void endTheirPortsApart() {
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        Entry<Service> otherDjango = created(OTHER, samples.service("django", 5000, 5009));
        Entry<Offer> offer = offered(django, 5000, "web-01");
        allocated(otherDjango, 5000, "web-01");

        committed(OfferMutations.accept(offer, offer.value().accepted(samples.tick())));
        committed(release(held(5000, Allocation.class)));

        assertThat(keys()).containsExactlyInAnyOrder(here, there, otherPort, otherInstance);
    }

    @Test
    void aCreateSeesOnlyTheServicesOfItsSpaceChange() {
        long seen = seen();
        created(OTHER, samples.service("flask", 5000, 5009));
        Service django = samples.service("django", 5000, 5009);
        committed(ServiceMutations.create(Space.DEFAULT, django, seen));

        conflict(ServiceMutations.create(Space.DEFAULT, samples.service("api", 6000, 6009), seen));
    }

    @Test
    void createsOfOneRevisionConflictEachInItsOwnSpace() {
        long seen = seen();
        created(OTHER, samples.service("flask", 6000, 6009));

        List<Outcome> outcomes = commit(List.of(
                ServiceMutations.create(Space.DEFAULT, samples.service("django", 5000, 5009), seen),
                ServiceMutations.create(OTHER, samples.service("django", 5000, 5009), seen),
                ServiceMutations.create(Space.DEFAULT, samples.service("api", 7000, 7009), seen),
                ServiceMutations.create(OTHER, samples.service("api", 7000, 7009), seen)));

        assertThat(outcomes.get(0)).isInstanceOf(Committed.class);
        assertThat(outcomes.get(1)).isInstanceOf(Conflict.class);
        assertThat(outcomes.get(2)).isInstanceOf(Committed.class);
        assertThat(outcomes.get(3)).isInstanceOf(Conflict.class);
    }

    @Test
    void aRangeIsInUseInItsOwnSpaceOnly() {
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        Entry<Service> otherDjango = created(OTHER, samples.service("django", 5000, 5009));
        allocated(otherDjango, 5000, "web-01");

        conflict(ServiceMutations.change(otherDjango, change(otherDjango, 5001, 5009), seen()));
        conflict(ServiceMutations.delete(otherDjango, false));
        Entry<Service> smaller = changed(django, 5001, 5009);
        committed(ServiceMutations.delete(smaller, false));
    }

    @Test
    void aForcedDeleteEndsNothingElsewhere() {
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        Entry<Service> otherDjango = created(OTHER, samples.service("django", 5000, 5009));
        allocated(django, 5000, "web-01");
        allocated(otherDjango, 5000, "web-01");

        committed(ServiceMutations.delete(django, true));

        assertThat(keys()).containsExactlyInAnyOrder(there, otherPort, otherInstance);
    }
}

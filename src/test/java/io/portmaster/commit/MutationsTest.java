package io.portmaster.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnchangedSince;
import io.portmaster.commit.Guard.RangeUnused;
import io.portmaster.commit.Guard.Unchanged;
import io.portmaster.commit.Mutation.Kind;
import io.portmaster.commit.Write.Delete;
import io.portmaster.commit.Write.DeleteRange;
import io.portmaster.commit.Write.Put;
import io.portmaster.contract.Samples;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.KeyRange;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Mutations are as the rows of the design's table of transactions say. */
class MutationsTest {
    private static final Name DJANGO = new Name("django");
    private static final OfferIndex OFFER_INDEX = new OfferIndex(Space.DEFAULT, DJANGO, new Name("web-01"));
    private static final InstanceIndex INSTANCE_INDEX = new InstanceIndex(Space.DEFAULT, DJANGO, new Name("web-01"));
    private static final PortKey PORT = new PortKey(Space.DEFAULT, 5000);
    private static final ServiceKey SERVICE = new ServiceKey(Space.DEFAULT, DJANGO);
    private static final RangeUnchangedSince NO_SERVICE_CHANGED =
            new RangeUnchangedSince(new KeyRange.Services(Space.DEFAULT), 9);

    private static final CoolingKey COOLING = new CoolingKey(Space.DEFAULT, 5000);

    private static final Lease LEASE = new Lease(7);

    private final Samples samples = new Samples();
    private final Entry<Service> service = new Entry<>(SERVICE, samples.service("django", 5000, 5009), 2, 3);
    private final Offer offer = samples.offer(5000, "django", "web-01");
    private final Entry<Offer> offered = new Entry<>(PORT, offer, 4, 4);

    @Test
    void claimOfAnOfferPutsPortAndOfferIndexOnTheLease() {
        Mutation claim = ClaimMutations.claim(service, offer, LEASE, false);

        assertThat(claim.guards())
                .containsExactly(
                        new Unchanged(service),
                        new Absent(PORT),
                        new Absent(OFFER_INDEX),
                        new Absent(INSTANCE_INDEX),
                        new Absent(COOLING));
        assertThat(claim.writes())
                .containsExactly(new Put(PORT, offer, LEASE), new Put(OFFER_INDEX, new Value.Index(5000), LEASE));
    }

    @Test
    void claimOfAnAllocationPutsPortAndInstanceIndexWithoutALease() {
        Allocation allocation = samples.allocation(5000, "django", "web-01");

        Mutation claim = ClaimMutations.claim(service, allocation, Lease.NONE, false);

        assertThat(claim.guards())
                .containsExactly(
                        new Unchanged(service),
                        new Absent(PORT),
                        new Absent(OFFER_INDEX),
                        new Absent(INSTANCE_INDEX),
                        new Absent(COOLING));
        assertThat(claim.writes())
                .containsExactly(
                        new Put(PORT, allocation, Lease.NONE),
                        new Put(INSTANCE_INDEX, new Value.Index(5000), Lease.NONE));
    }

    @Test
    void claimOfAFormerOwnerComparesTheCoolingAndOnlyAnAllocationEndsIt() {
        Cooling released =
                new Cooling(5000, offer.service(), offer.name(), Cooling.Reason.RELEASED, 60, samples.tick());
        Entry<Cooling> cooling = new Entry<>(COOLING, released, 5, 6);
        Allocation allocation = samples.allocation(5000, "django", "web-01");

        Mutation ofOffer = ClaimMutations.claim(service, new Claimed(offer, cooling), LEASE, false);
        Mutation ofAllocation = ClaimMutations.claim(service, new Claimed(allocation, cooling), Lease.NONE, false);

        assertThat(ofOffer.guards()).contains(new Unchanged(cooling)).doesNotContain(new Absent(COOLING));
        assertThat(ofOffer.writes()).doesNotContain(new Delete(COOLING));
        assertThat(ofAllocation.guards()).contains(new Unchanged(cooling)).doesNotContain(new Absent(COOLING));
        assertThat(ofAllocation.writes()).endsWith(new Delete(COOLING));
    }

    @Test
    void acceptTakesPortOffTheLeaseAndNameFromOneIndexToTheOther() {
        Allocation allocation = offer.accepted(samples.tick());

        Mutation accept = OfferMutations.accept(offered, allocation);

        assertThat(accept.guards()).containsExactly(new Unchanged(offered));
        assertThat(accept.writes())
                .containsExactly(
                        new Put(PORT, allocation, Lease.NONE),
                        new Put(INSTANCE_INDEX, new Value.Index(5000), Lease.NONE),
                        new Delete(OFFER_INDEX),
                        new Delete(COOLING));
    }

    @Test
    void rejectDeletesPortAndOfferIndex() {
        Mutation reject = OfferMutations.remove(offered);

        assertThat(reject.guards()).containsExactly(new Unchanged(offered));
        assertThat(reject.writes()).containsExactly(new Delete(PORT), new Delete(OFFER_INDEX));
    }

    @Test
    void releaseDeletesPortAndInstanceIndexAndComparesItsService() {
        Entry<Allocation> allocated = new Entry<>(PORT, samples.allocation(5000, "django", "web-01"), 4, 5);

        Mutation release = AllocationMutations.release(allocated, service, null);

        assertThat(release.guards()).containsExactly(new Unchanged(allocated), new Unchanged(service));
        assertThat(release.writes()).containsExactly(new Delete(PORT), new Delete(INSTANCE_INDEX));
    }

    @Test
    void releaseFromAClientsLeaseDeletesTheCoolingThatWaitedForTheLeasesEnd() {
        Allocation allocation = samples.allocation(5000, "django", "web-01").on(LEASE);

        Mutation release = AllocationMutations.release(new Entry<>(PORT, allocation, 4, 5), service, null);

        assertThat(release.writes()).containsExactly(new Delete(PORT), new Delete(INSTANCE_INDEX), new Delete(COOLING));
    }

    @Test
    void releaseOfAPortWithoutAServiceNeedsThatThereIsStillNone() {
        Entry<Allocation> allocated = new Entry<>(PORT, samples.allocation(5000, "django", "web-01"), 4, 5);

        assertThat(AllocationMutations.release(allocated, null, null).guards())
                .containsExactly(new Unchanged(allocated), new Absent(SERVICE));
    }

    @Test
    void releaseWithADelayPutsTheCoolingOnItsLease() {
        Entry<Allocation> allocated = new Entry<>(PORT, samples.allocation(5000, "django", "web-01"), 4, 5);
        Cooling cooling = new Cooling(5000, DJANGO, new Name("web-01"), Cooling.Reason.RELEASED, 60, samples.tick());

        assertThat(AllocationMutations.release(allocated, service, new Rest(cooling, LEASE))
                        .writes())
                .containsExactly(new Delete(PORT), new Delete(INSTANCE_INDEX), new Put(COOLING, cooling, LEASE));
    }

    @Test
    void creatingAServiceNeedsAllServicesUnchanged() {
        Mutation create = ServiceMutations.create(Space.DEFAULT, service.value(), 9);

        assertThat(create.guards()).containsExactly(new Absent(SERVICE), NO_SERVICE_CHANGED);
        assertThat(create.writes()).containsExactly(new Put(SERVICE, service.value(), Lease.NONE));
    }

    @Test
    void serviceThatGrowsNeedsAllServicesUnchanged() {
        assertThat(resize(4999, 5009).guards()).containsExactly(new Unchanged(service), NO_SERVICE_CHANGED);
    }

    @Test
    void serviceThatShrinksNeedsThePortsUnusedThatItGivesUp() {
        assertThat(resize(5001, 5007).guards())
                .containsExactly(
                        new Unchanged(service),
                        new RangeUnused(new KeyRange.Ports(Space.DEFAULT, new PortRange(5000, 5000))),
                        new RangeUnused(new KeyRange.Cooling(Space.DEFAULT, new PortRange(5000, 5000))),
                        new RangeUnused(new KeyRange.Ports(Space.DEFAULT, new PortRange(5008, 5009))),
                        new RangeUnused(new KeyRange.Cooling(Space.DEFAULT, new PortRange(5008, 5009))));
    }

    @Test
    void serviceThatMovesNeedsBoth() {
        Mutation move = resize(5005, 5014);

        assertThat(move.guards())
                .containsExactly(
                        new Unchanged(service),
                        NO_SERVICE_CHANGED,
                        new RangeUnused(new KeyRange.Ports(Space.DEFAULT, new PortRange(5000, 5004))),
                        new RangeUnused(new KeyRange.Cooling(Space.DEFAULT, new PortRange(5000, 5004))));
        assertThat(move.writes()).containsExactly(new Put(SERVICE, move.after(Service.class), Lease.NONE));
    }

    @Test
    void deletingAServiceNeedsItsPortsUnused() {
        Mutation delete = ServiceMutations.delete(service, false);

        assertThat(delete.guards())
                .containsExactly(
                        new Unchanged(service),
                        new RangeUnused(new KeyRange.Ports(Space.DEFAULT, new PortRange(5000, 5009))),
                        new RangeUnused(new KeyRange.Cooling(Space.DEFAULT, new PortRange(5000, 5009))));
        assertThat(delete.writes()).containsExactly(new Delete(SERVICE));
    }

    @Test
    void deletingAServiceByForceDeletesAllThatItHolds() {
        Mutation delete = ServiceMutations.delete(service, true);

        assertThat(delete.guards()).containsExactly(new Unchanged(service));
        assertThat(delete.writes())
                .containsExactly(
                        new Delete(SERVICE),
                        new DeleteRange(new KeyRange.Ports(Space.DEFAULT, new PortRange(5000, 5009))),
                        new DeleteRange(new KeyRange.Cooling(Space.DEFAULT, new PortRange(5000, 5009))),
                        new DeleteRange(new KeyRange.Offers(Space.DEFAULT, DJANGO)),
                        new DeleteRange(new KeyRange.Instances(Space.DEFAULT, DJANGO)));
    }

    @Test
    void labelsOfTheMetricsStay() {
        assertThat(Arrays.stream(Kind.values()).map(Kind::label))
                .containsExactly(
                        "claim",
                        "claim_group",
                        "claim_on_lease",
                        "accept",
                        "accept_on_lease",
                        "move",
                        "remove",
                        "busy",
                        "next",
                        "end_cooling",
                        "create_lease",
                        "replace_lease_pair",
                        "end_lease",
                        "create_service",
                        "change_service",
                        "delete_service");
    }

    @Test
    void recordThatIsReplacedKeepsItsCreateRevision() {
        Mutation accept = OfferMutations.accept(offered, offer.accepted(samples.tick()));

        assertThat(accept.entry(Allocation.class, 9).createRevision()).isEqualTo(4);
        assertThat(accept.effects(9))
                .extracting(state -> state.entry() == null ? 0 : state.entry().createRevision())
                .containsExactly(4L, 9L, 0L, 0L);
    }

    private Mutation resize(int start, int end) {
        Service before = service.value();
        Service after = new Service(
                before.name(), before.description(), new PortRange(start, end), before.created(), before.id());
        return ServiceMutations.change(service, after, 9);
    }
}

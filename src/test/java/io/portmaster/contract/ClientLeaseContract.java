package io.portmaster.contract;

import static io.portmaster.contract.ConflictAssertions.absent;
import static io.portmaster.contract.ConflictAssertions.assertShows;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.AllocationMutations;
import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Claimed;
import io.portmaster.commit.LeaseMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.OfferMutations;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.CompanionAnchor;
import io.portmaster.record.Key.LeaseAnchor;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Allocations on a client's lease end with it, by the store alone, and then their ports cool. */
abstract class ClientLeaseContract extends ContractPart {
    /** Random, since other tests use the same etcd. */
    private final Lease lease = Lease.random(new SecureRandom());

    private Entry<Service> django;

    ClientLeaseContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @BeforeEach
    void createDjango() {
        django = created(samples.service("django", 5000, 5009));
    }

    @Test
    void standsAsTwoAnchorsEachOnItsLease() {
        LeaseAnchors anchors = createdLease(lease);

        assertThat(anchors.anchor().value().labels()).isEqualTo(new Labels(Map.of("host", "a.example")));
        assertShows(
                conflict(LeaseMutations.create(lease, anchors.anchor().value())),
                anchors.anchor(),
                anchors.companion());
        under.revoke(lease);
        assertThat(keys()).containsExactlyInAnyOrder(django.key(), new CompanionAnchor(lease));
        under.revoke(lease.companion());
        assertThat(under.dump()).containsExactly(django);
    }

    @Test
    void freesTheNameAndCoolsThePortAtOneRevisionWhenItEnds() {
        LeaseAnchors anchors = createdLease(lease);
        Entry<Offer> offer = offered(django, 5000, "web-01");
        Allocation allocation = offer.value().accepted(samples.tick(), lease);

        committed(OfferMutations.accept(List.of(offer), List.of(allocation), django, anchors));

        assertThat(keys())
                .containsExactlyInAnyOrder(
                        django.key(),
                        portKey(5000),
                        instanceIndex("web-01"),
                        coolingKey(5000),
                        new LeaseAnchor(lease),
                        new CompanionAnchor(lease));
        under.revoke(lease);
        assertThat(keys()).containsExactlyInAnyOrder(django.key(), coolingKey(5000), new CompanionAnchor(lease));
        Entry<Cooling> cooling = entry(coolingKey(5000)).as(Cooling.class);
        assertThat(cooling.value()).isEqualTo(Cooling.after(allocation, lease, 30, allocation.created()));
        Offer back = samples.offer(5000, "django", "web-01");
        committed(ClaimMutations.claim(django, List.of(new Claimed(back, cooling)), lease(), false));
        under.revoke(lease.companion());
        assertThat(keys()).containsExactlyInAnyOrder(django.key(), portKey(5000), offerIndex("web-01"));
    }

    @Test
    void takesAllocationsAtOnce() {
        LeaseAnchors anchors = createdLease(lease);
        Allocation allocation = samples.allocation(5000, "django", "web-01").on(lease);

        committed(ClaimMutations.claim(django, List.of(new Claimed(allocation)), anchors, false));

        assertThat(held(5000, Allocation.class).value().lease()).isEqualTo(lease);
        under.revoke(lease);
        assertThat(keys()).containsExactlyInAnyOrder(django.key(), coolingKey(5000), new CompanionAnchor(lease));
    }

    /** That it has ended is a conflict of one mutation. A put on it would fail the whole batch. */
    @Test
    void thatHasEndedCostsOthersOfTheBatchNothing() {
        LeaseAnchors anchors = createdLease(lease);
        Entry<Offer> offer = offered(django, 5000, "web-01");
        under.revoke(lease);

        assertShows(
                conflict(OfferMutations.accept(
                        List.of(offer), List.of(offer.value().accepted(samples.tick(), lease)), django, anchors)),
                offer,
                django,
                absent(anchors.anchor().key()),
                anchors.companion());
        assertThat(held(5000, Offer.class)).isEqualTo(offer);
    }

    @Test
    void whoseCompanionHasEndedTakesNothing() {
        LeaseAnchors anchors = createdLease(lease);
        Entry<Offer> offer = offered(django, 5000, "web-01");
        under.revoke(lease.companion());

        assertShows(
                conflict(OfferMutations.accept(
                        List.of(offer), List.of(offer.value().accepted(samples.tick(), lease)), django, anchors)),
                offer,
                django,
                anchors.anchor(),
                absent(anchors.companion().key()));
    }

    /** Its allocations are put on the other pair at once. Its anchor stays where it was until all are there. */
    @Test
    void thatMovesToAnotherPairEndsWithTheFormerOne() {
        LeaseAnchors moving = moving(createdLease(lease));
        Allocation allocation = samples.allocation(5000, "django", "web-01").on(lease);
        committed(ClaimMutations.claim(django, List.of(new Claimed(allocation)), moving, false));

        under.revoke(lease);

        assertThat(keys()).doesNotContain(new LeaseAnchor(lease));
        assertThat(held(5000, Allocation.class).value()).isEqualTo(allocation);
        under.revoke(spare());
        assertThat(keys()).containsExactlyInAnyOrder(django.key(), coolingKey(5000), new CompanionAnchor(lease));
        under.revoke(spare().companion());
        assertThat(keys()).containsExactly(django.key());
    }

    @Test
    void thatHasMovedToAnotherPairOutlivesTheFormerOne() {
        LeaseAnchors anchors = createdLease(lease);
        Allocation allocation = samples.allocation(5000, "django", "web-01").on(lease);
        committed(ClaimMutations.claim(django, List.of(new Claimed(allocation)), anchors, false));
        LeaseAnchors moving = moving(anchors);
        committed(AllocationMutations.move(held(5000, Allocation.class), index(), django, moving, samples.tick()));
        committed(LeaseMutations.settle(moving));

        under.revoke(lease);
        under.revoke(lease.companion());

        assertThat(anchor(lease).value()).isEqualTo(moving.anchor().value().moved());
        assertThat(held(5000, Allocation.class).value()).isEqualTo(allocation);
        assertThat(entry(coolingKey(5000))).isNotNull();
        under.revoke(spare());
        assertThat(keys()).containsExactlyInAnyOrder(django.key(), coolingKey(5000), new CompanionAnchor(lease));
    }

    private Lease spare() {
        return new Lease(lease.id() + 2);
    }

    private LeaseAnchors moving(LeaseAnchors anchors) {
        under.grant(spare());
        under.grant(spare().companion());
        committed(LeaseMutations.replacePair(anchors, spare(), 8));
        return new LeaseAnchors(
                anchor(lease),
                Objects.requireNonNull(entry(new CompanionAnchor(lease)).as(Value.Presence.class)));
    }

    @Test
    void thatIsBeingEndedTakesNothing() {
        LeaseAnchors anchors = createdLease(lease);
        committed(LeaseMutations.beginToEnd(anchors.anchor()));
        Entry<ClientLease> ending = anchor(lease);
        assertThat(ending.value().ending()).isTrue();

        Allocation allocation = samples.allocation(5000, "django", "web-01").on(lease);

        assertShows(
                conflict(ClaimMutations.claim(django, List.of(new Claimed(allocation)), anchors, false)),
                django,
                ending,
                anchors.companion(),
                absent(portKey(5000)),
                absent(offerIndex("web-01")),
                absent(instanceIndex("web-01")),
                absent(coolingKey(5000)));
    }

    @Test
    void ofAServiceThatChangedSinceTakesNothing() {
        LeaseAnchors anchors = createdLease(lease);
        Entry<Offer> offer = offered(django, 5000, "web-01");
        changed(django, 5000, 5020);

        conflict(OfferMutations.accept(
                List.of(offer), List.of(offer.value().accepted(samples.tick(), lease)), django, anchors));
    }

    @Test
    void takesAnAllocationOverAndKeepsItsRevision() {
        Lease other = Lease.random(new SecureRandom());
        LeaseAnchors anchors = createdLease(lease);
        LeaseAnchors others = createdLease(other);
        Entry<Allocation> alone = allocated(django, 5000, "web-01");
        Entry<Value.Index> index = index();

        committed(AllocationMutations.move(List.of(alone), List.of(index), django, anchors, samples.tick()));
        Entry<Allocation> first = held(5000, Allocation.class);
        committed(AllocationMutations.move(List.of(first), List.of(index()), django, others, samples.tick()));

        assertThat(held(5000, Allocation.class).value()).isEqualTo(alone.value().on(other));
        assertThat(index().createRevision()).isEqualTo(index.createRevision());
        conflict(AllocationMutations.move(List.of(first), List.of(index()), django, anchors, samples.tick()));
        under.revoke(lease);
        under.revoke(lease.companion());
        assertThat(keys()).contains(portKey(5000), instanceIndex("web-01"), coolingKey(5000));
        under.revoke(other);
        assertThat(keys()).containsExactlyInAnyOrder(django.key(), coolingKey(5000), new CompanionAnchor(other));
    }

    @Test
    void takesSeveralAllocationsOverOrNone() {
        LeaseAnchors anchors = createdLease(lease);
        List<Entry<Allocation>> both = List.of(allocated(django, 5000, "web-01"), allocated(django, 5001, "web-02"));
        List<Entry<Value.Index>> indexes = List.of(index("web-01"), index("web-02"));
        Mutation move = AllocationMutations.move(both, indexes, django, anchors, samples.tick());

        committed(move);

        assertThat(held(5001, Allocation.class).value())
                .isEqualTo(both.get(1).value().on(lease));
        assertThat(index("web-02").createRevision()).isEqualTo(indexes.get(1).createRevision());
        List<Entry<Allocation>> moved = List.of(held(5000, Allocation.class), held(5001, Allocation.class));
        committed(AllocationMutations.takeOff(moved.subList(1, 2), List.of(index("web-02"))));
        conflict(AllocationMutations.takeOff(moved, List.of(index("web-01"), index("web-02"))));
        under.revoke(lease);
        assertThat(keys())
                .containsExactlyInAnyOrder(
                        django.key(),
                        coolingKey(5000),
                        portKey(5001),
                        instanceIndex("web-02"),
                        new CompanionAnchor(lease));
    }

    @Test
    void isLeftByAnAllocationThatIsTakenOff() {
        LeaseAnchors anchors = createdLease(lease);
        Allocation allocation = samples.allocation(5000, "django", "web-01").on(lease);
        committed(ClaimMutations.claim(django, List.of(new Claimed(allocation)), anchors, false));

        committed(AllocationMutations.takeOff(List.of(held(5000, Allocation.class)), List.of(index())));
        under.revoke(lease);

        assertThat(held(5000, Allocation.class).value()).isEqualTo(allocation.on(null));
        assertThat(keys())
                .containsExactlyInAnyOrder(
                        django.key(), portKey(5000), instanceIndex("web-01"), new CompanionAnchor(lease));
    }

    private Entry<Value.Index> index() {
        return index("web-01");
    }

    private Entry<Value.Index> index(String name) {
        return Objects.requireNonNull(entry(instanceIndex(name)).as(Value.Index.class));
    }

    private Entry<ClientLease> anchor(Lease of) {
        return Objects.requireNonNull(entry(new LeaseAnchor(of)).as(ClientLease.class));
    }

    private LeaseAnchors createdLease(Lease number) {
        under.grant(number);
        under.grant(number.companion());
        ClientLease value = new ClientLease(60, 30, samples.tick(), new Labels(Map.of("host", "a.example")), false, 7);
        Mutation create = LeaseMutations.create(number, value);
        long revision = committed(create);
        return new LeaseAnchors(
                new Entry<>(new LeaseAnchor(number), value, revision, revision),
                new Entry<>(new CompanionAnchor(number), new Value.Presence(), revision, revision));
    }
}

package io.portmaster.contract;

import static io.portmaster.contract.ConflictAssertions.absent;
import static io.portmaster.contract.ConflictAssertions.assertShows;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.AllocationMutations;
import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Claimed;
import io.portmaster.commit.CoolingMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.OfferMutations;
import io.portmaster.commit.Renewed;
import io.portmaster.commit.Replaced;
import io.portmaster.commit.Rest;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.Lease;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Cooling.Reason;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A port that cools goes to nobody but its former owner, and not even to the former owner if it is busy. */
abstract class CoolingContract extends ContractPart {
    private Entry<Service> django;

    CoolingContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @BeforeEach
    void createDjango() {
        django = created(samples.service("django", 5000, 5009));
    }

    @Test
    void beginsWithTheReleaseAndEndsWithItsLease() {
        Rest rest = rest(allocated(django, 5000, "web-01").value(), Reason.RELEASED);

        long revision = committed(AllocationMutations.release(held(5000, Allocation.class), django, rest));

        assertThat(under.dump())
                .containsExactlyInAnyOrder(django, new Entry<>(coolingKey(5000), rest.cooling(), revision, revision));
        under.revoke(rest.lease());
        assertThat(under.dump()).containsExactly(django);
        under.waitUntil(() -> onLoop(() -> under.registry().entry(coolingKey(5000))) == null);
    }

    @Test
    void keepsThePortFromOthers() {
        Entry<Cooling> cooling = cooled(5000, "web-01");

        assertShows(
                conflict(ClaimMutations.claim(django, samples.offer(5000, "django", "web-02"), lease(), false)),
                django,
                absent(portKey(5000)),
                absent(offerIndex("web-02")),
                absent(instanceIndex("web-02")),
                cooling);
    }

    @Test
    void staysWhileTheFormerOwnerHasAnOfferAndEndsWhenTheOwnerAccepts() {
        Entry<Cooling> cooling = cooled(5000, "web-01");
        Offer offer = samples.offer(5000, "django", "web-01");
        committed(ClaimMutations.claim(django, List.of(new Claimed(offer, cooling)), lease(), false));
        assertThat(entry(coolingKey(5000))).isEqualTo(cooling);

        Entry<Offer> held = held(5000, Offer.class);
        committed(OfferMutations.accept(held, offer.accepted(samples.tick())));

        assertThat(keys()).containsExactlyInAnyOrder(django.key(), portKey(5000), instanceIndex("web-01"));
    }

    @Test
    void thatChangedSinceKeepsEvenTheFormerOwnerOut() {
        Entry<Cooling> before = cooled(5000, "web-01");
        Offer offer = samples.offer(5000, "django", "web-01");
        committed(ClaimMutations.claim(django, List.of(new Claimed(offer, before)), lease(), false));
        Entry<Offer> held = held(5000, Offer.class);
        committed(OfferMutations.busy(List.of(held), django, List.of(rest(offer, Reason.BUSY))));
        Entry<?> busy = entry(coolingKey(5000));

        Mutation late = ClaimMutations.claim(
                django, List.of(new Claimed(samples.offer(5000, "django", "web-01"), before)), lease(), false);

        assertShows(
                conflict(late),
                django,
                absent(portKey(5000)),
                absent(offerIndex("web-01")),
                absent(instanceIndex("web-01")),
                busy);
    }

    @Test
    void isNotShortenedByAReleaseThatWasPlannedBeforeTheServiceChanged() {
        Entry<Allocation> allocation = allocated(django, 5000, "web-01");
        Entry<Service> changed = changed(django, 5000, 5020);

        assertShows(conflict(AllocationMutations.release(allocation, django, null)), allocation, changed);
    }

    @Test
    void releaseWithoutAServiceConflictsOnceThereIsOne() {
        Entry<Allocation> allocation = allocated(django, 5000, "web-01");

        assertShows(conflict(AllocationMutations.release(allocation, null, null)), allocation, django);
    }

    @Test
    void keepsItsServiceFromShrinkingAndFromBeingDeleted() {
        cooled(5009, "web-01");

        conflict(ServiceMutations.change(django, change(django, 5000, 5008), seen()));
        conflict(ServiceMutations.delete(django, false));
        committed(ServiceMutations.delete(django, true));

        assertThat(under.dump()).isEmpty();
    }

    @Test
    void isEndedByHandUnlessSomebodyHoldsThePort() {
        Entry<Cooling> cooling = cooled(5000, "web-01");
        Offer offer = samples.offer(5000, "django", "web-01");
        committed(ClaimMutations.claim(django, List.of(new Claimed(offer, cooling)), lease(), false));
        Entry<?> held = entry(portKey(5000));
        assertShows(conflict(CoolingMutations.end(cooling)), cooling, held);

        committed(OfferMutations.remove(held(5000, Offer.class)));
        committed(CoolingMutations.end(cooling));

        assertThat(under.dump()).containsExactly(django);
        assertShows(conflict(CoolingMutations.end(cooling)), absent(coolingKey(5000)), absent(portKey(5000)));
    }

    @Test
    void ofABusyPortBeginsWhenItsOfferIsReplaced() {
        Entry<Offer> busy = offered(django, 5000, "web-01");
        Entry<Offer> other = offered(django, 5001, "web-02");
        Rest rest = rest(busy.value(), Reason.BUSY);
        Offer next = again(busy.value(), 5002);
        Offer renewed = again(other.value(), 5001);
        Lease lease = lease();

        long revision = committed(OfferMutations.next(
                django,
                List.of(new Replaced(busy, rest, new Claimed(next))),
                List.of(new Renewed(other, renewed)),
                lease,
                false));

        assertThat(under.dump())
                .containsExactlyInAnyOrder(
                        django,
                        new Entry<>(coolingKey(5000), rest.cooling(), revision, revision),
                        new Entry<>(portKey(5002), next, revision, revision),
                        new Entry<>(portKey(5001), renewed, other.createRevision(), revision),
                        new Entry<>(offerIndex("web-01"), new Value.Index(5002), busy.createRevision(), revision),
                        new Entry<>(offerIndex("web-02"), new Value.Index(5001), other.createRevision(), revision));
    }

    @Test
    void replacementThatIsTakenChangesNothing() {
        Entry<Offer> busy = offered(django, 5000, "web-01");
        Entry<Offer> rival = offered(django, 5002, "web-02");
        List<Entry<?>> before = under.dump();
        Replaced replaced = new Replaced(busy, rest(busy.value(), Reason.BUSY), new Claimed(again(busy.value(), 5002)));

        assertShows(
                conflict(OfferMutations.next(django, List.of(replaced), List.of(), lease(), false)),
                django,
                busy,
                rival,
                absent(coolingKey(5002)));
        assertThat(under.dump()).containsExactlyInAnyOrderElementsOf(before);
    }

    private Offer again(Offer before, int port) {
        return new Offer(
                port,
                before.service(),
                before.name(),
                samples.tick(),
                before.ttl(),
                before.receipt(),
                before.labels(),
                before.group());
    }

    /** The cooling of a port that the name had. */
    private Entry<Cooling> cooled(int port, String name) {
        Entry<Allocation> allocation = allocated(django, port, name);
        committed(AllocationMutations.release(allocation, django, rest(allocation.value(), Reason.RELEASED)));
        Entry<Cooling> cooling = entry(coolingKey(port)).as(Cooling.class);
        assertThat(cooling).isNotNull();
        return cooling;
    }

    private Rest rest(Holding holding, Reason reason) {
        return new Rest(
                new Cooling(holding.port(), holding.service(), holding.name(), reason, 60, samples.tick()), lease());
    }
}

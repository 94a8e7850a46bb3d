package io.portmaster.contract;

import static io.portmaster.contract.ConflictAssertions.absent;
import static io.portmaster.contract.ConflictAssertions.assertShows;
import static io.portmaster.contract.ConflictAssertions.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.Lease;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A claim gives a free port to a free name, as an offer or as an allocation. Otherwise it conflicts, and shows who has them. */
abstract class ClaimContract extends ContractPart {
    private Entry<Service> django;

    ClaimContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @BeforeEach
    void createDjango() {
        django = created(samples.service("django", 5000, 5009));
    }

    @Test
    void putsAnOfferUnderItsPortAndItsName() {
        Offer offer = samples.offer(5000, "django", "web-01");

        long revision = committed(ClaimMutations.claim(django, offer, lease(), false));

        assertThat(under.dump())
                .containsExactlyInAnyOrder(
                        django,
                        new Entry<>(portKey(5000), offer, revision, revision),
                        new Entry<>(offerIndex("web-01"), new Value.Index(5000), revision, revision));
    }

    @Test
    void putsAnAllocationUnderItsPortAndItsName() {
        Allocation allocation = samples.allocation(5009, "django", "web-01");

        long revision = committed(ClaimMutations.claim(django, allocation, Lease.NONE, false));

        assertThat(under.dump())
                .containsExactlyInAnyOrder(
                        django,
                        new Entry<>(portKey(5009), allocation, revision, revision),
                        new Entry<>(instanceIndex("web-01"), new Value.Index(5009), revision, revision));
    }

    @Test
    void onATakenPortConflictsAndShowsWhoHasIt() {
        Entry<Offer> first = offered(django, 5000, "web-01");

        Conflict conflict =
                conflict(ClaimMutations.claim(django, samples.offer(5000, "django", "web-02"), lease(), false));

        assertShows(
                conflict,
                django,
                first,
                absent(offerIndex("web-02")),
                absent(instanceIndex("web-02")),
                absent(coolingKey(5000)));
        assertThat(under.dump()).hasSize(3);
    }

    @Test
    void forANameWithAnOfferConflictsAndShowsItsPort() {
        offered(django, 5000, "web-01");

        Conflict conflict =
                conflict(ClaimMutations.claim(django, samples.offer(5001, "django", "web-01"), lease(), false));

        assertShows(
                conflict,
                django,
                absent(portKey(5001)),
                entry(offerIndex("web-01")),
                absent(instanceIndex("web-01")),
                absent(coolingKey(5001)));
    }

    @Test
    void forANameWithAnAllocationConflictsAndShowsItsPort() {
        allocated(django, 5000, "web-01");

        Conflict conflict =
                conflict(ClaimMutations.claim(django, samples.offer(5001, "django", "web-01"), lease(), false));

        assertShows(
                conflict,
                django,
                absent(portKey(5001)),
                absent(offerIndex("web-01")),
                entry(instanceIndex("web-01")),
                absent(coolingKey(5001)));
    }

    @Test
    void thatAllocatesForANameWithAnOfferConflicts() {
        offered(django, 5000, "web-01");

        conflict(ClaimMutations.claim(django, samples.allocation(5001, "django", "web-01"), Lease.NONE, false));
    }

    @Test
    void thatAllocatesForANameWithAnAllocationConflicts() {
        allocated(django, 5000, "web-01");

        conflict(ClaimMutations.claim(django, samples.allocation(5001, "django", "web-01"), Lease.NONE, false));
    }

    @Test
    void takesANameThatOnlyAnotherServiceKnows() {
        Entry<Service> flask = created(samples.service("flask", 6000, 6009));
        offered(flask, 6000, "web-01");
        allocated(flask, 6001, "web-02");

        committed(ClaimMutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));
        committed(ClaimMutations.claim(django, samples.offer(5001, "django", "web-02"), lease(), false));
    }

    @Test
    void onAServiceThatChangedConflictsAndShowsIt() {
        Entry<Service> changed = changed(django, 5001, 5009);

        Conflict conflict =
                conflict(ClaimMutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));

        assertShows(
                conflict,
                changed,
                absent(portKey(5000)),
                absent(offerIndex("web-01")),
                absent(instanceIndex("web-01")),
                absent(coolingKey(5000)));
    }

    @Test
    void onAServiceThatIsGoneConflictsAndShowsIt() {
        committed(ServiceMutations.delete(django, false));

        Conflict conflict =
                conflict(ClaimMutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));

        assertShows(
                conflict,
                absent(django.key()),
                absent(portKey(5000)),
                absent(offerIndex("web-01")),
                absent(instanceIndex("web-01")),
                absent(coolingKey(5000)));
        assertThat(under.dump()).isEmpty();
    }

    @Test
    void onAServiceThatWasDeletedAndCreatedAgainConflicts() {
        committed(ServiceMutations.delete(django, false));
        created(django.value());

        conflict(ClaimMutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));
    }

    @Test
    void leavesAPortAloneWhoseRecordNobodyCanRead() {
        under.plantUnreadable(portKey(5000));

        Conflict conflict =
                conflict(ClaimMutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));

        assertThat(shown(conflict, portKey(5000)).value()).isInstanceOf(Value.Unreadable.class);
    }

    @Test
    void leavesANameAloneWhoseIndexNobodyCanRead() {
        under.plantUnreadable(offerIndex("web-01"));
        under.plantUnreadable(instanceIndex("web-02"));

        Conflict offered =
                conflict(ClaimMutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));
        Conflict allocated =
                conflict(ClaimMutations.claim(django, samples.offer(5000, "django", "web-02"), lease(), false));

        assertThat(shown(offered, offerIndex("web-01")).value()).isInstanceOf(Value.Unreadable.class);
        assertThat(shown(allocated, instanceIndex("web-02")).value()).isInstanceOf(Value.Unreadable.class);
    }

    @Test
    void isWonByOneOfAllThatRaceForAPort() {
        StoreUnderTest other = under.sibling();
        Lease lease = lease();
        List<Mutation> claims = IntStream.range(0, 20)
                .mapToObj(i -> ClaimMutations.claim(django, samples.offer(5000, "django", "web-" + i), lease, false))
                .toList();

        List<Outcome> outcomes = race(claims.stream()
                .<Supplier<CompletableFuture<List<Outcome>>>>map(claim ->
                        () -> (claims.indexOf(claim) % 2 == 0 ? under.store() : other.store()).commit(List.of(claim)))
                .toList());

        assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Conflict.class::isInstance).hasSize(19);
        assertThat(under.dump()).hasSize(3);
    }
}

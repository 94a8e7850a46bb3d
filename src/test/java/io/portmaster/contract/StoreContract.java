package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.commit.Outcome.NotApplied;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.KeyState;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store must do: the design's table of transactions, what a conflict shows, leases and the barrier. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class StoreContract {
    private static final PortRange RANGE = new PortRange(5000, 5009);

    private final Samples samples = new Samples();

    private StoreUnderTest under;

    private int ttl = Samples.TTL;

    /** A store on a fresh space, whose offer leases have that many seconds left at least. */
    protected abstract StoreUnderTest open(int offerTtl);

    @BeforeEach
    void openStore() {
        under = open(Samples.TTL);
    }

    @AfterEach
    void closeStore() {
        under.close();
    }

    private void reopen(int offerTtl) {
        under.close();
        under = open(offerTtl);
        ttl = offerTtl;
    }

    @Nested
    class AClaim {
        private Entry<Service> django;

        @BeforeEach
        void createDjango() {
            django = created(samples.service("django", 5000, 5009));
        }

        @Test
        void putsAnOfferUnderItsPortAndItsName() {
            Offer offer = samples.offer(5000, "django", "web-01");

            long revision = committed(Mutations.claim(django, offer, lease(), false));

            assertThat(under.dump())
                    .containsExactlyInAnyOrder(
                            django,
                            new Entry<>(new PortKey(Space.DEFAULT, 5000), offer, revision, revision),
                            new Entry<>(offerIndex("web-01"), new Value.Index(5000), revision, revision));
        }

        @Test
        void putsAnAllocationUnderItsPortAndItsName() {
            Allocation allocation = samples.allocation(5009, "django", "web-01");

            long revision = committed(Mutations.claim(django, allocation, Lease.NONE, false));

            assertThat(under.dump())
                    .containsExactlyInAnyOrder(
                            django,
                            new Entry<>(new PortKey(Space.DEFAULT, 5009), allocation, revision, revision),
                            new Entry<>(instanceIndex("web-01"), new Value.Index(5009), revision, revision));
        }

        @Test
        void onATakenPortConflictsAndShowsWhoHasIt() {
            Entry<Offer> first = offered(django, 5000, "web-01");

            Conflict conflict =
                    conflict(Mutations.claim(django, samples.offer(5000, "django", "web-02"), lease(), false));

            assertShows(conflict, django, first, absent(offerIndex("web-02")), absent(instanceIndex("web-02")));
            assertThat(under.dump()).hasSize(3);
        }

        @Test
        void forANameWithAnOfferConflictsAndShowsItsPort() {
            offered(django, 5000, "web-01");

            Conflict conflict =
                    conflict(Mutations.claim(django, samples.offer(5001, "django", "web-01"), lease(), false));

            assertShows(
                    conflict,
                    django,
                    absent(new PortKey(Space.DEFAULT, 5001)),
                    entry(offerIndex("web-01")),
                    absent(instanceIndex("web-01")));
        }

        @Test
        void forANameWithAnAllocationConflictsAndShowsItsPort() {
            allocated(django, 5000, "web-01");

            Conflict conflict =
                    conflict(Mutations.claim(django, samples.offer(5001, "django", "web-01"), lease(), false));

            assertShows(
                    conflict,
                    django,
                    absent(new PortKey(Space.DEFAULT, 5001)),
                    absent(offerIndex("web-01")),
                    entry(instanceIndex("web-01")));
        }

        @Test
        void thatAllocatesForANameWithAnOfferConflicts() {
            offered(django, 5000, "web-01");

            conflict(Mutations.claim(django, samples.allocation(5001, "django", "web-01"), Lease.NONE, false));
        }

        @Test
        void thatAllocatesForANameWithAnAllocationConflicts() {
            allocated(django, 5000, "web-01");

            conflict(Mutations.claim(django, samples.allocation(5001, "django", "web-01"), Lease.NONE, false));
        }

        @Test
        void takesANameThatOnlyAnotherServiceKnows() {
            Entry<Service> flask = created(samples.service("flask", 6000, 6009));
            offered(flask, 6000, "web-01");
            allocated(flask, 6001, "web-02");

            committed(Mutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));
            committed(Mutations.claim(django, samples.offer(5001, "django", "web-02"), lease(), false));
        }

        @Test
        void onAServiceThatChangedConflictsAndShowsIt() {
            Entry<Service> changed = changed(django, 5001, 5009);

            Conflict conflict =
                    conflict(Mutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));

            assertShows(
                    conflict,
                    changed,
                    absent(new PortKey(Space.DEFAULT, 5000)),
                    absent(offerIndex("web-01")),
                    absent(instanceIndex("web-01")));
        }

        @Test
        void onAServiceThatIsGoneConflictsAndShowsIt() {
            committed(Mutations.deleteService(django, false));

            Conflict conflict =
                    conflict(Mutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));

            assertShows(
                    conflict,
                    absent(django.key()),
                    absent(new PortKey(Space.DEFAULT, 5000)),
                    absent(offerIndex("web-01")),
                    absent(instanceIndex("web-01")));
            assertThat(under.dump()).isEmpty();
        }

        @Test
        void onAServiceThatWasDeletedAndCreatedAgainConflicts() {
            committed(Mutations.deleteService(django, false));
            created(django.value());

            conflict(Mutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));
        }

        @Test
        void leavesAPortAloneWhoseRecordNobodyCanRead() {
            under.plantUnreadable(new PortKey(Space.DEFAULT, 5000));

            Conflict conflict =
                    conflict(Mutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));

            assertThat(seen(conflict, new PortKey(Space.DEFAULT, 5000)).value()).isInstanceOf(Value.Unreadable.class);
        }

        @Test
        void leavesANameAloneWhoseIndexNobodyCanRead() {
            under.plantUnreadable(offerIndex("web-01"));
            under.plantUnreadable(instanceIndex("web-02"));

            Conflict offered =
                    conflict(Mutations.claim(django, samples.offer(5000, "django", "web-01"), lease(), false));
            Conflict allocated =
                    conflict(Mutations.claim(django, samples.offer(5000, "django", "web-02"), lease(), false));

            assertThat(seen(offered, offerIndex("web-01")).value()).isInstanceOf(Value.Unreadable.class);
            assertThat(seen(allocated, instanceIndex("web-02")).value()).isInstanceOf(Value.Unreadable.class);
        }

        @Test
        void isWonByOneOfAllThatRaceForAPort() {
            StoreUnderTest other = under.sibling();
            Lease lease = lease();
            List<Mutation> claims = IntStream.range(0, 20)
                    .mapToObj(i -> Mutations.claim(django, samples.offer(5000, "django", "web-" + i), lease, false))
                    .toList();

            List<Outcome> outcomes = race(claims.stream()
                    .<Supplier<CompletableFuture<List<Outcome>>>>map(claim -> () ->
                            (claims.indexOf(claim) % 2 == 0 ? under.store() : other.store()).commit(List.of(claim)))
                    .toList());

            assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(1);
            assertThat(outcomes).filteredOn(Conflict.class::isInstance).hasSize(19);
            assertThat(under.dump()).hasSize(3);
        }
    }

    @Nested
    class AnAccept {
        private Entry<Service> django;

        @BeforeEach
        void createDjango() {
            django = created(samples.service("django", 5000, 5009));
        }

        @Test
        void turnsTheOfferIntoAnAllocationOfTheSameRecord() {
            Entry<Offer> offer = offered(django, 5000, "web-01");
            Allocation allocation = offer.value().accepted(samples.tick());

            long revision = committed(Mutations.accept(offer, allocation));

            assertThat(under.dump())
                    .containsExactlyInAnyOrder(
                            django,
                            new Entry<>(new PortKey(Space.DEFAULT, 5000), allocation, offer.createRevision(), revision),
                            new Entry<>(instanceIndex("web-01"), new Value.Index(5000), revision, revision));
        }

        @Test
        void ofAnAcceptedOfferConflictsAndShowsTheAllocation() {
            Entry<Offer> offer = offered(django, 5000, "web-01");
            committed(Mutations.accept(offer, offer.value().accepted(samples.tick())));
            Entry<?> allocation = entry(new PortKey(Space.DEFAULT, 5000));

            Conflict conflict = conflict(Mutations.accept(offer, offer.value().accepted(samples.tick())));

            assertShows(conflict, allocation);
        }

        @Test
        void ofARejectedOfferConflictsAndShowsThatItIsGone() {
            Entry<Offer> offer = offered(django, 5000, "web-01");
            committed(Mutations.remove(offer));

            Conflict conflict = conflict(Mutations.accept(offer, offer.value().accepted(samples.tick())));

            assertShows(conflict, absent(new PortKey(Space.DEFAULT, 5000)));
            assertThat(under.dump()).containsExactly(django);
        }

        @Test
        void ofAnOfferWhosePortHasANewOwnerConflictsAndShowsHim() {
            Entry<Offer> offer = offered(django, 5000, "web-01");
            committed(Mutations.remove(offer));
            Entry<Offer> next = offered(django, 5000, "web-02");

            Conflict conflict = conflict(Mutations.accept(offer, offer.value().accepted(samples.tick())));

            assertShows(conflict, next);
        }
    }

    @Nested
    class ARemove {
        private Entry<Service> django;

        @BeforeEach
        void createDjango() {
            django = created(samples.service("django", 5000, 5009));
        }

        @Test
        void ofAnOfferFreesPortAndName() {
            committed(Mutations.remove(offered(django, 5000, "web-01")));

            assertThat(under.dump()).containsExactly(django);
            offered(django, 5000, "web-01");
        }

        @Test
        void ofAnAllocationFreesPortAndName() {
            committed(Mutations.remove(allocated(django, 5000, "web-01")));

            assertThat(under.dump()).containsExactly(django);
            allocated(django, 5000, "web-01");
        }

        @Test
        void ofAnOfferThatWasAcceptedMeanwhileConflictsAndShowsTheAllocation() {
            Entry<Offer> offer = offered(django, 5000, "web-01");
            committed(Mutations.accept(offer, offer.value().accepted(samples.tick())));
            Entry<?> allocation = entry(new PortKey(Space.DEFAULT, 5000));

            Conflict conflict = conflict(Mutations.remove(offer));

            assertShows(conflict, allocation);
            assertThat(under.dump()).hasSize(3);
        }

        @Test
        void ofWhatIsGoneConflictsAndShowsThat() {
            Entry<Allocation> allocation = allocated(django, 5000, "web-01");
            committed(Mutations.remove(allocation));

            assertShows(conflict(Mutations.remove(allocation)), absent(new PortKey(Space.DEFAULT, 5000)));
        }

        @Test
        void neverHitsThePortsNextOwner() {
            Entry<Allocation> allocation = allocated(django, 5000, "web-01");
            committed(Mutations.remove(allocation));
            Entry<Allocation> next = allocated(django, 5000, "web-01");

            assertShows(conflict(Mutations.remove(allocation)), next);
            assertThat(under.dump()).contains(next);
        }
    }

    @Nested
    class CreatingAService {
        @Test
        void putsIt() {
            Service service = samples.service("django", "Django service, “quoted”", 5000, 5009);

            long revision = committed(Mutations.createService(Space.DEFAULT, service, seen()));

            assertThat(under.dump())
                    .containsExactly(new Entry<>(
                            new ServiceKey(Space.DEFAULT, new Name("django")), service, revision, revision));
        }

        @Test
        void thatIsThereAlreadyConflictsAndShowsIt() {
            Entry<Service> first = created(samples.service("django", 5000, 5009));

            Conflict conflict =
                    conflict(Mutations.createService(Space.DEFAULT, samples.service("django", 6000, 6009), seen()));

            assertShows(conflict, first);
        }

        @Test
        void conflictsWhenAnotherServiceWasCreatedSinceTheLook() {
            long seen = seen();
            created(samples.service("flask", 6000, 6009));

            conflict(Mutations.createService(Space.DEFAULT, samples.service("django", 5000, 5009), seen));

            assertThat(under.dump()).hasSize(1);
        }

        @Test
        void conflictsWhenAnotherServiceWasChangedSinceTheLook() {
            Entry<Service> flask = created(samples.service("flask", 6000, 6009));
            long seen = seen();
            changed(flask, 6000, 6005);

            conflict(Mutations.createService(Space.DEFAULT, samples.service("django", 5000, 5009), seen));
        }

        @Test
        void isNotDisturbedByWhatHappenedToPortsSinceTheLook() {
            Entry<Service> flask = created(samples.service("flask", 6000, 6009));
            long seen = seen();
            offered(flask, 6000, "web-01");
            allocated(flask, 6001, "web-02");

            committed(Mutations.createService(Space.DEFAULT, samples.service("django", 5000, 5009), seen));
        }

        @Test
        void leavesARecordAloneThatNobodyCanRead() {
            under.plantUnreadable(new ServiceKey(Space.DEFAULT, new Name("django")));

            Conflict conflict =
                    conflict(Mutations.createService(Space.DEFAULT, samples.service("django", 5000, 5009), seen()));

            assertThat(seen(conflict, new ServiceKey(Space.DEFAULT, new Name("django")))
                            .value())
                    .isInstanceOf(Value.Unreadable.class);
        }

        @Test
        void happensOnceWhenTwoOverlappingOnesRace() {
            long seen = seen();
            Mutation one = Mutations.createService(Space.DEFAULT, samples.service("django", 5000, 5009), seen);
            Mutation two = Mutations.createService(Space.DEFAULT, samples.service("flask", 5005, 5015), seen);

            List<Outcome> outcomes = race(List.of(() -> under.store().commit(List.of(one)), () -> under.store()
                    .commit(List.of(two))));

            assertThat(outcomes).hasAtLeastOneElementOfType(Committed.class);
            assertThat(outcomes).hasAtLeastOneElementOfType(Conflict.class);
        }
    }

    @Nested
    class ChangingAService {
        private Entry<Service> django;

        @BeforeEach
        void createDjango() {
            django = created(samples.service("django", 5000, 5009));
        }

        @Test
        void thatGainsNoPortIsNotDisturbedByOtherServices() {
            long seen = seen();
            created(samples.service("flask", 6000, 6009));

            committed(Mutations.changeService(django, change(django, 5001, 5009), seen));
        }

        @Test
        void replacesTheSameRecord() {
            Service after = change(django, 4990, 5005);

            long revision = committed(Mutations.changeService(django, after, seen()));

            assertThat(under.dump())
                    .containsExactly(new Entry<>(django.key(), after, django.createRevision(), revision));
        }

        @Test
        void thatChangedSinceConflictsAndShowsIt() {
            Entry<Service> changed = changed(django, 5000, 5020);

            Conflict conflict = conflict(Mutations.changeService(django, change(django, 5000, 5005), seen()));

            assertShows(conflict, changed);
        }

        @Test
        void thatIsGoneConflictsAndShowsThat() {
            committed(Mutations.deleteService(django, false));

            assertShows(
                    conflict(Mutations.changeService(django, change(django, 5000, 5005), seen())),
                    absent(django.key()));
            assertThat(under.dump()).isEmpty();
        }

        @Test
        void conflictsWhenAnotherServiceWasCreatedSinceTheLook() {
            long seen = seen();
            created(samples.service("flask", 5010, 5019));

            assertShows(conflict(Mutations.changeService(django, change(django, 5000, 5015), seen)), django);
        }

        @ParameterizedTest
        @ValueSource(ints = {5000, 5001, 5008, 5009})
        void conflictsWhenAPortOfThePartsItGivesUpIsInUse(int port) {
            offered(django, port, "web-01");

            assertShows(conflict(Mutations.changeService(django, change(django, 5002, 5007), seen())), django);
            assertThat(under.dump()).hasSize(3);
        }

        @ParameterizedTest
        @ValueSource(ints = {5002, 5007})
        void keepsThePortsInUseThatItDoesNotGiveUp(int port) {
            allocated(django, port, "web-01");

            committed(Mutations.changeService(django, change(django, 5002, 5007), seen()));

            assertThat(under.dump()).hasSize(3);
        }

        @Test
        void conflictsWhenAPortItGivesUpHasARecordThatNobodyCanRead() {
            under.plantUnreadable(new PortKey(Space.DEFAULT, 5009));

            conflict(Mutations.changeService(django, change(django, 5000, 5008), seen()));
        }

        @Test
        void movesToADistantRangeOnlyWhenNothingIsInUse() {
            Entry<Allocation> held = allocated(django, 5004, "web-01");
            conflict(Mutations.changeService(django, change(django, 7000, 7009), seen()));

            committed(Mutations.remove(held));

            committed(Mutations.changeService(django, change(django, 7000, 7009), seen()));
        }
    }

    @Nested
    class DeletingAService {
        private Entry<Service> django;

        @BeforeEach
        void createDjango() {
            django = created(samples.service("django", 5000, 5009));
        }

        @Test
        void removesIt() {
            committed(Mutations.deleteService(django, false));

            assertThat(under.dump()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(ints = {5000, 5009})
        void withAnOfferConflicts(int port) {
            offered(django, port, "web-01");

            assertShows(conflict(Mutations.deleteService(django, false)), django);
            assertThat(under.dump()).hasSize(3);
        }

        @ParameterizedTest
        @ValueSource(ints = {5000, 5009})
        void withAnAllocationConflicts(int port) {
            allocated(django, port, "web-01");

            assertShows(conflict(Mutations.deleteService(django, false)), django);
        }

        @Test
        void withARecordThatNobodyCanReadConflicts() {
            under.plantUnreadable(new PortKey(Space.DEFAULT, 5005));

            conflict(Mutations.deleteService(django, false));
        }

        @Test
        void thatChangedSinceConflictsAndShowsIt() {
            Entry<Service> changed = changed(django, 5000, 5020);

            assertShows(conflict(Mutations.deleteService(django, false)), changed);
        }

        @Test
        void byForceThatChangedSinceConflictsAndLeavesAllAsItWas() {
            offered(django, 5000, "web-01");
            Entry<Service> changed = changed(django, 5000, 5020);

            assertShows(conflict(Mutations.deleteService(django, true)), changed);
            assertThat(under.dump()).hasSize(3);
        }

        @Test
        void thatIsGoneConflictsAndShowsThat() {
            committed(Mutations.deleteService(django, false));

            assertShows(conflict(Mutations.deleteService(django, true)), absent(django.key()));
        }

        @Test
        void isNotHeldUpByItsNeighbours() {
            Entry<Service> below = created(samples.service("below", 4990, 4999));
            Entry<Service> above = created(samples.service("above", 5010, 5019));
            offered(below, 4999, "web-01");
            allocated(above, 5010, "web-01");

            committed(Mutations.deleteService(django, false));

            assertThat(under.dump()).hasSize(6);
        }

        @Test
        void byForceRemovesAllThatIsItsOwnAndNothingElse() {
            offered(django, 5000, "web-01");
            allocated(django, 5001, "web-02");
            allocated(django, 5009, "web-03");
            Entry<Service> below = created(samples.service("djang", 4990, 4999));
            Entry<Service> above = created(samples.service("django-2", 5010, 5019));
            Entry<Service> dot = created(samples.service("django.2", 5020, 5029));
            offered(below, 4999, "web-01");
            allocated(below, 4998, "web-02");
            offered(above, 5010, "web-01");
            allocated(above, 5011, "web-02");
            offered(dot, 5020, "web-01");
            allocated(dot, 5021, "web-02");
            List<Entry<?>> others = under.dump().stream()
                    .<Entry<?>>mapMulti((entry, kept) -> {
                        if (!isOf(entry, "django")) {
                            kept.accept(entry);
                        }
                    })
                    .toList();
            assertThat(others).hasSize(15);

            committed(Mutations.deleteService(django, true));

            assertThat(under.dump()).containsExactlyInAnyOrderElementsOf(others);
        }

        private boolean isOf(Entry<?> entry, String name) {
            Name service = new Name(name);
            Key key = entry.key();
            return key.equals(new ServiceKey(Space.DEFAULT, service))
                    || (key instanceof PortKey port && RANGE.contains(port.port()))
                    || (key instanceof OfferIndex offer && offer.service().equals(service))
                    || (key instanceof InstanceIndex instance
                            && instance.service().equals(service));
        }
    }

    @Nested
    class ABatch {
        private Entry<Service> django;

        @BeforeEach
        void createDjango() {
            django = created(samples.service("django", 5000, 5249));
        }

        @Test
        void commitsAllAtOneRevision() {
            Entry<Offer> offer = offered(django, 5000, "web-01");
            Entry<Allocation> allocation = allocated(django, 5001, "web-02");

            List<Outcome> outcomes = commit(List.of(
                    Mutations.claim(django, samples.offer(5002, "django", "web-03"), lease(), false),
                    Mutations.accept(offer, offer.value().accepted(samples.tick())),
                    Mutations.remove(allocation)));

            assertThat(new HashSet<>(outcomes)).hasSize(1).hasOnlyElementsOfType(Committed.class);
            assertThat(keys())
                    .containsExactlyInAnyOrder(
                            django.key(),
                            new PortKey(Space.DEFAULT, 5000),
                            instanceIndex("web-01"),
                            new PortKey(Space.DEFAULT, 5002),
                            offerIndex("web-03"));
        }

        @Test
        void commitsWhatCanBeAndAnswersInOrder() {
            Entry<Offer> taken = offered(django, 5000, "web-01");
            Entry<Allocation> gone = allocated(django, 5001, "web-02");
            committed(Mutations.remove(gone));

            List<Outcome> outcomes = commit(List.of(
                    Mutations.claim(django, samples.offer(5002, "django", "web-03"), lease(), false),
                    Mutations.claim(django, samples.offer(5000, "django", "web-04"), lease(), false),
                    Mutations.remove(gone),
                    Mutations.claim(django, samples.allocation(5003, "django", "web-05"), Lease.NONE, false)));

            assertThat(outcomes.get(0)).isInstanceOf(Committed.class);
            assertShows(
                    (Conflict) outcomes.get(1),
                    django,
                    taken,
                    absent(offerIndex("web-04")),
                    absent(instanceIndex("web-04")));
            assertShows((Conflict) outcomes.get(2), absent(new PortKey(Space.DEFAULT, 5001)));
            assertThat(outcomes.get(3)).isEqualTo(outcomes.get(0));
            assertThat(under.dump()).hasSize(7);
        }

        @Test
        void ofConflictsAloneChangesNothing() {
            offered(django, 5000, "web-01");
            offered(django, 5001, "web-02");
            List<Entry<?>> before = under.dump();

            List<Outcome> outcomes = commit(List.of(
                    Mutations.claim(django, samples.offer(5000, "django", "web-03"), lease(), false),
                    Mutations.claim(django, samples.offer(5001, "django", "web-04"), lease(), false)));

            assertThat(outcomes).hasOnlyElementsOfType(Conflict.class);
            assertThat(under.dump()).containsExactlyInAnyOrderElementsOf(before);
        }

        @Test
        void mayBeAsLargeAsTheStoreSaysWhateverIsInIt() {
            Lease lease = lease();
            List<Mutation> offers =
                    full(i -> Mutations.claim(django, samples.offer(5000 + i, "django", "web-" + i), lease, false));
            assertThat(commit(offers)).hasOnlyElementsOfType(Committed.class);

            assertThat(commit(offers)).hasSameSizeAs(offers).hasOnlyElementsOfType(Conflict.class);

            List<Mutation> accepts = full(i -> {
                Entry<Offer> offer = held(5000 + i, Offer.class);
                return Mutations.accept(offer, offer.value().accepted(samples.tick()));
            });
            assertThat(commit(accepts)).hasOnlyElementsOfType(Committed.class);

            List<Mutation> releases = full(i -> Mutations.remove(held(5000 + i, Allocation.class)));
            assertThat(commit(releases)).hasOnlyElementsOfType(Committed.class);
            assertThat(under.dump()).containsExactly(django);
        }

        private List<Mutation> full(Function<Integer, Mutation> mutation) {
            return IntStream.range(0, most()).boxed().map(mutation).toList();
        }
    }

    @Nested
    class ALease {
        private static final int SHORT = 2;

        @Test
        void isSharedByOffersOfTheSameMoment() {
            assertThat(lease()).isEqualTo(lease()).isNotEqualTo(Lease.NONE);
        }

        @Test
        void isNotSharedWithThoseWhoNeedAnotherTime() {
            Lease offers = lease();
            Lease longer = lease(Duration.ofSeconds(Samples.TTL + 60));

            assertThat(longer).isNotEqualTo(offers);
            assertThat(lease(Duration.ofSeconds(Samples.TTL + 60))).isEqualTo(longer);
            assertThat(lease()).isEqualTo(offers);
        }

        @Test
        void takesTheOfferWithItWhenItEnds() {
            reopen(SHORT);
            Entry<Service> django = created(samples.service("django", 5000, 5009));
            offered(django, 5000, "web-01");

            under.waitUntil(() -> under.dump().size() == 1);

            assertThat(under.dump()).containsExactly(django);
            under.waitUntil(() -> onLoop(() -> under.registry().entry(new PortKey(Space.DEFAULT, 5000))) == null);
        }

        @Test
        void leavesAnAcceptedOfferBehind() {
            reopen(SHORT);
            Entry<Service> django = created(samples.service("django", 5000, 5009));
            Lease lease = lease();
            Entry<Offer> accepted = offered(django, 5000, "web-01", lease);
            Entry<Offer> open = offered(django, 5001, "web-02", lease);
            committed(Mutations.accept(accepted, accepted.value().accepted(samples.tick())));

            under.waitUntil(() -> !keys().contains(open.key()));

            assertThat(keys()).containsExactlyInAnyOrder(django.key(), accepted.key(), instanceIndex("web-01"));
        }

        @Test
        void isNotTheNextOfferOfTheSameNamesLease() {
            Entry<Service> django = created(samples.service("django", 5000, 5009));
            Lease first = lease();
            committed(Mutations.remove(offered(django, 5000, "web-01", first)));
            allocated(django, 5000, "web-01");

            under.revoke(first);

            assertThat(keys()).contains(new PortKey(Space.DEFAULT, 5000), instanceIndex("web-01"));
        }

        @Test
        void thatIsGoneLetsNothingOfItsBatchHappenAndAnotherOneIsToBeHad() {
            Entry<Service> django = created(samples.service("django", 5000, 5009));
            Entry<Allocation> held = allocated(django, 5009, "web-09");
            Lease gone = lease();
            under.revoke(gone);
            List<Entry<?>> before = under.dump();

            List<Outcome> outcomes = commit(List.of(
                    Mutations.claim(django, samples.offer(5000, "django", "web-01"), gone, false),
                    Mutations.remove(held)));

            assertThat(outcomes).containsOnly(new NotApplied(Reason.LEASE_GONE));
            assertThat(under.dump()).containsExactlyInAnyOrderElementsOf(before);
            Lease next = lease();
            assertThat(next).isNotEqualTo(gone);
            offered(django, 5000, "web-01", next);
        }

        @Test
        void thatIsGoneTakesItsOffersWithIt() {
            Entry<Service> django = created(samples.service("django", 5000, 5009));
            Lease lease = lease();
            offered(django, 5000, "web-01", lease);
            offered(django, 5001, "web-02", lease);
            allocated(django, 5002, "web-03");

            under.revoke(lease);

            assertThat(keys())
                    .containsExactlyInAnyOrder(django.key(), new PortKey(Space.DEFAULT, 5002), instanceIndex("web-03"));
        }
    }

    @Nested
    class TheBarrier {
        @Test
        void showsWhatThisNodeCommitted() {
            Entry<Service> django = created(samples.service("django", 5000, 5009));
            Entry<Offer> offer = offered(django, 5000, "web-01");

            assertThat(barrier(under)).isTrue();

            assertThat(onLoop(() -> under.registry().entry(offer.key()))).isEqualTo(offer);
        }

        @Test
        void showsWhatAnotherNodeCommitted() {
            StoreUnderTest other = under.sibling();
            Entry<Service> django = created(samples.service("django", 5000, 5009));
            for (int port = 5000; port <= 5009; port++) {
                Entry<Offer> offer = offered(django, port, "web-" + port);

                assertThat(barrier(other)).isTrue();

                Entry<?> mirrored = other.call(
                        () -> CompletableFuture.completedFuture(other.registry().entry(offer.key())));
                assertThat(mirrored).isEqualTo(offer);
            }
        }

        @Test
        void showsDeletionsAndAllElseAsItIs() {
            Entry<Service> django = created(samples.service("django", 5000, 5009));
            Entry<Service> flask = created(samples.service("flask", 6000, 6009));
            offered(django, 5000, "web-01");
            committed(Mutations.remove(offered(django, 5001, "web-02")));
            allocated(flask, 6000, "web-01");
            committed(Mutations.deleteService(flask, true));

            assertThat(barrier(under)).isTrue();

            Set<Key> everything = Set.of(
                    django.key(),
                    flask.key(),
                    new PortKey(Space.DEFAULT, 5000),
                    new PortKey(Space.DEFAULT, 5001),
                    new PortKey(Space.DEFAULT, 6000));
            List<Entry<?>> mirrored = onLoop(() -> {
                List<Entry<?>> found = new ArrayList<>();
                for (Key key : everything) {
                    Entry<?> entry = under.registry().entry(key);
                    if (entry != null) {
                        found.add(entry);
                    }
                }
                return found;
            });
            assertThat(mirrored).containsExactlyInAnyOrder(django, entry(new PortKey(Space.DEFAULT, 5000)));
        }

        @Test
        void leavesTheMirrorFresh() {
            barrier(under);

            Duration staleness = onLoop(() -> under.store().staleness());

            assertThat(staleness).isNotNull().isLessThan(Duration.ofSeconds(10));
        }

        private boolean barrier(StoreUnderTest node) {
            return node.call(() -> node.store().barrier());
        }
    }

    @Nested
    class ChangingSeveralServicesAtOnce {
        @Test
        void commitsThemAllAtOneRevision() {
            Entry<Service> grows = created(samples.service("grows", 5000, 5009));
            Entry<Service> shrinks = created(samples.service("shrinks", 5100, 5109));
            Entry<Service> goes = created(samples.service("goes", 5200, 5209));
            Entry<Service> goesByForce = created(samples.service("goes-by-force", 5300, 5309));
            offered(goesByForce, 5300, "web-01");
            long seen = seen();
            Service first = samples.service("first", 6000, 6009);
            Service second = samples.service("second", 6010, 6019);

            List<Outcome> outcomes = commit(List.of(
                    Mutations.deleteService(goes, false),
                    Mutations.createService(Space.DEFAULT, first, seen),
                    Mutations.changeService(shrinks, change(shrinks, 5101, 5108), seen),
                    Mutations.createService(Space.DEFAULT, second, seen),
                    Mutations.changeService(grows, change(grows, 4999, 5010), seen),
                    Mutations.deleteService(goesByForce, true)));

            assertThat(outcomes).hasOnlyElementsOfType(Committed.class);
            long revision = ((Committed) outcomes.get(0)).revision();
            assertThat(outcomes).containsOnly(new Committed(revision));
            assertThat(under.dump())
                    .containsExactlyInAnyOrder(
                            new Entry<>(new ServiceKey(Space.DEFAULT, first.name()), first, revision, revision),
                            new Entry<>(new ServiceKey(Space.DEFAULT, second.name()), second, revision, revision),
                            new Entry<>(grows.key(), change(grows, 4999, 5010), grows.createRevision(), revision),
                            new Entry<>(
                                    shrinks.key(), change(shrinks, 5101, 5108), shrinks.createRevision(), revision));
        }

        @Test
        void oneThatConflictsKeepsBackNoneOfTheOthers() {
            Entry<Service> django = created(samples.service("django", 5000, 5009));
            Entry<Service> flask = created(samples.service("flask", 5100, 5109));
            Entry<Service> celery = created(samples.service("celery", 5200, 5209));
            offered(flask, 5100, "web-01");
            allocated(celery, 5200, "web-01");
            long seen = seen();

            List<Outcome> outcomes = commit(List.of(
                    Mutations.createService(Space.DEFAULT, samples.service("first", 6000, 6009), seen),
                    Mutations.createService(Space.DEFAULT, samples.service("django", 6010, 6019), seen),
                    Mutations.changeService(flask, change(flask, 5101, 5110), seen),
                    Mutations.createService(Space.DEFAULT, samples.service("second", 6020, 6029), seen),
                    Mutations.deleteService(celery, false)));

            assertThat(outcomes.get(0)).isInstanceOf(Committed.class);
            assertShows((Conflict) outcomes.get(1), django);
            assertShows((Conflict) outcomes.get(2), flask);
            assertThat(outcomes.get(3)).isInstanceOf(Committed.class);
            assertShows((Conflict) outcomes.get(4), celery);
        }

        @Test
        void onlyThoseThatGainPortsConflictWhenAServiceChangedSinceTheLook() {
            Entry<Service> grows = created(samples.service("grows", 5000, 5009));
            Entry<Service> shrinks = created(samples.service("shrinks", 5100, 5109));
            Entry<Service> goes = created(samples.service("goes", 5200, 5209));
            long seen = seen();
            created(samples.service("flask", 7000, 7009));

            List<Outcome> outcomes = commit(List.of(
                    Mutations.createService(Space.DEFAULT, samples.service("first", 6000, 6009), seen),
                    Mutations.changeService(shrinks, change(shrinks, 5100, 5108), seen),
                    Mutations.changeService(grows, change(grows, 5000, 5010), seen),
                    Mutations.deleteService(goes, false),
                    Mutations.createService(Space.DEFAULT, samples.service("second", 6020, 6029), seen())));

            assertShows((Conflict) outcomes.get(0), absent(new ServiceKey(Space.DEFAULT, new Name("first"))));
            assertThat(outcomes.get(1)).isInstanceOf(Committed.class);
            assertShows((Conflict) outcomes.get(2), grows);
            assertThat(outcomes.get(3)).isInstanceOf(Committed.class);
            assertThat(outcomes.get(4)).isInstanceOf(Committed.class);
        }

        @Test
        void takesAsManyAsABatchHolds() {
            List<Mutation> creates = new ArrayList<>();
            long seen = seen();
            for (int i = 0; i < most(); i++) {
                creates.add(Mutations.createService(
                        Space.DEFAULT, samples.service("s" + i + "-x", 5000 + 10 * i, 5004 + 10 * i), seen));
            }

            List<Outcome> outcomes = commit(creates);

            assertThat(outcomes).hasOnlyElementsOfType(Committed.class);
            long revision = ((Committed) outcomes.get(0)).revision();
            List<Mutation> others = new ArrayList<>();
            for (int i = 0; i < most(); i++) {
                Service service = creates.get(i).after(Service.class);
                Entry<Service> entry =
                        new Entry<>(new ServiceKey(Space.DEFAULT, service.name()), service, revision, revision);
                int start = service.range().start();
                others.add(
                        switch (i % 4) {
                            case 0 -> Mutations.deleteService(entry, true);
                            case 1 -> Mutations.deleteService(entry, false);
                            case 2 -> Mutations.changeService(entry, change(entry, start + 1, start + 3), revision);
                            default -> Mutations.changeService(entry, change(entry, start + 1, start + 5), revision);
                        });
            }
            assertThat(commit(others)).hasOnlyElementsOfType(Committed.class);
            assertThat(under.dump()).hasSize((int) others.stream()
                    .filter(change -> change.kind() == Mutation.Kind.CHANGE_SERVICE)
                    .count());
        }

        @Test
        void happensWhollyOrNotAtAllForEachWhenTwoNodesRace() {
            long seen = seen();
            List<Mutation> ours = new ArrayList<>();
            List<Mutation> theirs = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ours.add(Mutations.createService(
                        Space.DEFAULT, samples.service("ours-" + i, 5000 + 10 * i, 5005 + 10 * i), seen));
                theirs.add(Mutations.createService(
                        Space.DEFAULT, samples.service("theirs-" + i, 5005 + 10 * i, 5009 + 10 * i), seen));
            }
            StoreUnderTest rival = under.sibling();

            List<Outcome> outcomes = race(List.of(
                    () -> under.store().commit(ours), () -> rival.store().commit(theirs)));

            assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(10);
            assertThat(outcomes).filteredOn(Conflict.class::isInstance).hasSize(10);
            assertThat(under.dump()).hasSize(10);
        }
    }

    @Nested
    class TwoSpaces {
        private static final Space OTHER = new Space("dc-2");

        private final ServiceKey here = new ServiceKey(Space.DEFAULT, new Name("django"));
        private final ServiceKey there = new ServiceKey(OTHER, new Name("django"));

        private Entry<Service> created(ServiceKey key, Service service) {
            long revision = committed(Mutations.createService(key.space(), service, seen()));
            return new Entry<>(key, service, revision, revision);
        }

        private long allocated(Entry<Service> service, String name) {
            return committed(Mutations.claim(service, samples.allocation(5000, "django", name), Lease.NONE, false));
        }

        @Test
        void haveTheSameServicePortAndNameAtOnceOutOfOneBatch() {
            Service one = samples.service("django", 5000, 5009);
            Service two = samples.service("django", 5000, 5009);
            assertThat(commit(List.of(
                            Mutations.createService(Space.DEFAULT, one, seen()),
                            Mutations.createService(OTHER, two, seen()))))
                    .allMatch(Committed.class::isInstance);

            Entry<Service> django = entry(here).as(Service.class);
            Entry<Service> otherDjango = entry(there).as(Service.class);
            assertThat(django.value()).isEqualTo(one);
            assertThat(otherDjango.value()).isEqualTo(two);

            Lease lease = lease();
            Offer offer = samples.offer(5000, "django", "web-01");
            Allocation allocation = samples.allocation(5000, "django", "web-01");
            assertThat(commit(List.of(
                            Mutations.claim(django, offer, lease, false),
                            Mutations.claim(otherDjango, allocation, Lease.NONE, false))))
                    .allMatch(Committed.class::isInstance);

            assertThat(entry(new PortKey(Space.DEFAULT, 5000)).value()).isEqualTo(offer);
            assertThat(entry(new PortKey(OTHER, 5000)).value()).isEqualTo(allocation);
            assertThat(keys())
                    .contains(offerIndex("web-01"), new InstanceIndex(OTHER, new Name("django"), new Name("web-01")))
                    .hasSize(6);
            seen();
            assertThat(onLoop(() ->
                            under.registry().entry(new PortKey(OTHER, 5000)).value()))
                    .isEqualTo(allocation);
            assertThat(onLoop(() -> under.registry()
                            .entry(new PortKey(Space.DEFAULT, 5000))
                            .value()))
                    .isEqualTo(offer);
        }

        @Test
        void endTheirPortsApart() {
            Entry<Service> django = created(here, samples.service("django", 5000, 5009));
            Entry<Service> otherDjango = created(there, samples.service("django", 5000, 5009));
            Entry<Offer> offer = offered(django, 5000, "web-01");
            allocated(otherDjango, "web-01");

            committed(Mutations.accept(offer, offer.value().accepted(samples.tick())));
            committed(Mutations.remove(held(5000, Allocation.class)));

            assertThat(keys())
                    .containsExactlyInAnyOrder(
                            here,
                            there,
                            new PortKey(OTHER, 5000),
                            new InstanceIndex(OTHER, new Name("django"), new Name("web-01")));
        }

        @Test
        void aCreateSeesOnlyTheServicesOfItsSpaceChange() {
            long seen = seen();
            created(there, samples.service("flask", 5000, 5009));
            Service django = samples.service("django", 5000, 5009);
            committed(Mutations.createService(Space.DEFAULT, django, seen));

            conflict(Mutations.createService(Space.DEFAULT, samples.service("api", 6000, 6009), seen));
        }

        @Test
        void createsOfOneRevisionConflictEachInItsOwnSpace() {
            long seen = seen();
            created(there, samples.service("flask", 6000, 6009));

            List<Outcome> outcomes = commit(List.of(
                    Mutations.createService(Space.DEFAULT, samples.service("django", 5000, 5009), seen),
                    Mutations.createService(OTHER, samples.service("django", 5000, 5009), seen),
                    Mutations.createService(Space.DEFAULT, samples.service("api", 7000, 7009), seen),
                    Mutations.createService(OTHER, samples.service("api", 7000, 7009), seen)));

            assertThat(outcomes.get(0)).isInstanceOf(Committed.class);
            assertThat(outcomes.get(1)).isInstanceOf(Conflict.class);
            assertThat(outcomes.get(2)).isInstanceOf(Committed.class);
            assertThat(outcomes.get(3)).isInstanceOf(Conflict.class);
        }

        @Test
        void aRangeIsInUseInItsOwnSpaceOnly() {
            Entry<Service> django = created(here, samples.service("django", 5000, 5009));
            Entry<Service> otherDjango = created(there, samples.service("django", 5000, 5009));
            allocated(otherDjango, "web-01");

            conflict(Mutations.changeService(otherDjango, change(otherDjango, 5001, 5009), seen()));
            conflict(Mutations.deleteService(otherDjango, false));
            Entry<Service> smaller = changed(django, 5001, 5009);
            committed(Mutations.deleteService(smaller, false));
        }

        @Test
        void aForcedDeleteEndsNothingElsewhere() {
            Entry<Service> django = created(here, samples.service("django", 5000, 5009));
            Entry<Service> otherDjango = created(there, samples.service("django", 5000, 5009));
            allocated(django, "web-01");
            allocated(otherDjango, "web-01");

            committed(Mutations.deleteService(django, true));

            assertThat(keys())
                    .containsExactlyInAnyOrder(
                            there,
                            new PortKey(OTHER, 5000),
                            new InstanceIndex(OTHER, new Name("django"), new Name("web-01")));
        }
    }

    /** As many mutations as fit in a batch whatever they are. */
    private int most() {
        int heaviest = 4;
        return under.store().limits().operations() - heaviest;
    }

    // What the tests are told in: each does one thing, and checks that it was done.

    private List<Outcome> commit(List<Mutation> batch) {
        List<Outcome> outcomes = under.commit(batch);
        assertThat(outcomes).hasSameSizeAs(batch);
        return outcomes;
    }

    /** Sends all without waiting for any, and waits for all. */
    private List<Outcome> race(List<Supplier<CompletableFuture<List<Outcome>>>> commits) {
        return under.call(() -> {
            List<CompletableFuture<List<Outcome>>> sent =
                    commits.stream().map(Supplier::get).toList();
            return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                    .thenApply(done -> sent.stream()
                            .flatMap(outcomes -> outcomes.join().stream())
                            .toList());
        });
    }

    private long committed(Mutation mutation) {
        Outcome outcome = commit(List.of(mutation)).get(0);
        assertThat(outcome).isInstanceOf(Committed.class);
        return ((Committed) outcome).revision();
    }

    private Conflict conflict(Mutation mutation) {
        Outcome outcome = commit(List.of(mutation)).get(0);
        assertThat(outcome).isInstanceOf(Conflict.class);
        return (Conflict) outcome;
    }

    private Entry<Service> created(Service service) {
        long revision = committed(Mutations.createService(Space.DEFAULT, service, seen()));
        return new Entry<>(new ServiceKey(Space.DEFAULT, service.name()), service, revision, revision);
    }

    private Entry<Service> changed(Entry<Service> before, int start, int end) {
        Service after = change(before, start, end);
        long revision = committed(Mutations.changeService(before, after, seen()));
        return new Entry<>(before.key(), after, before.createRevision(), revision);
    }

    private static Service change(Entry<Service> before, int start, int end) {
        Service current = before.value();
        return new Service(
                current.name(), current.description(), new PortRange(start, end), current.created(), current.id());
    }

    private Entry<Offer> offered(Entry<Service> service, int port, String name) {
        return offered(service, port, name, lease());
    }

    private Entry<Offer> offered(Entry<Service> service, int port, String name, Lease lease) {
        Offer offer = samples.offer(port, service.value().name().value(), name);
        long revision = committed(Mutations.claim(service, offer, lease, false));
        return new Entry<>(new PortKey(Space.DEFAULT, port), offer, revision, revision);
    }

    private Entry<Allocation> allocated(Entry<Service> service, int port, String name) {
        Allocation allocation = samples.allocation(port, service.value().name().value(), name);
        long revision = committed(Mutations.claim(service, allocation, Lease.NONE, false));
        return new Entry<>(new PortKey(Space.DEFAULT, port), allocation, revision, revision);
    }

    private Lease lease() {
        return lease(Duration.ofSeconds(ttl));
    }

    private Lease lease(Duration atLeast) {
        Optional<Lease> lease = under.call(() -> under.store().lease(atLeast));
        assertThat(lease).isPresent();
        return lease.get();
    }

    /** A revision that the registry is complete to. */
    private long seen() {
        assertThat(under.call(() -> under.store().barrier())).isTrue();
        return onLoop(() -> under.registry().revision());
    }

    private <T> T onLoop(Supplier<T> look) {
        return under.call(() -> CompletableFuture.completedFuture(look.get()));
    }

    private Set<Key> keys() {
        return under.dump().stream().map(Entry::key).collect(Collectors.toSet());
    }

    private Entry<?> entry(Key key) {
        return under.dump().stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing stands under " + key));
    }

    private <H extends Holding> Entry<H> held(int port, Class<H> kind) {
        Entry<H> held = entry(new PortKey(Space.DEFAULT, port)).as(kind);
        assertThat(held).isNotNull();
        return held;
    }

    private static OfferIndex offerIndex(String name) {
        return new OfferIndex(Space.DEFAULT, new Name("django"), new Name(name));
    }

    private static InstanceIndex instanceIndex(String name) {
        return new InstanceIndex(Space.DEFAULT, new Name("django"), new Name(name));
    }

    /** That nothing stands there. */
    private static Key absent(Key key) {
        return key;
    }

    /** @param expected entries, or keys under which nothing stands */
    private static void assertShows(Conflict conflict, Object... expected) {
        List<Object> shown = new ArrayList<>();
        for (KeyState state : conflict.seen()) {
            Entry<?> entry = state.entry();
            shown.add(entry == null ? state.key() : entry);
            assertThat(state.revision()).isGreaterThanOrEqualTo(entry == null ? 1 : entry.modRevision());
        }
        assertThat(shown).containsExactlyInAnyOrder(expected);
    }

    private static Entry<?> seen(Conflict conflict, Key key) {
        @Nullable
        Entry<?> entry = conflict.seen().stream()
                .filter(state -> state.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the conflict says nothing of " + key))
                .entry();
        assertThat(entry).isNotNull();
        return entry;
    }
}

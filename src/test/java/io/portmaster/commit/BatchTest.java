package io.portmaster.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.contract.Samples;
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
import io.portmaster.record.Service;
import org.junit.jupiter.api.Test;

/** No mutation of a batch writes a key that another one compares, reads or writes, and services never overlap. */
class BatchTest {
    private static final BatchLimits LIMITS = new BatchLimits(126, 1 << 20);

    private static final Lease LEASE = new Lease(1);

    private final Samples samples = new Samples();
    private final Entry<Service> django =
            new Entry<>(new ServiceKey(Space.DEFAULT, new Name("django")), samples.service("django", 5000, 5999), 1, 1);
    private final Entry<Service> flask =
            new Entry<>(new ServiceKey(Space.DEFAULT, new Name("flask")), samples.service("flask", 6000, 6999), 2, 2);

    @Test
    void claimsOfDifferentPortsAndNamesFit() {
        assertThat(fit(offer(5000, "a"), offer(5001, "b"))).isTrue();
        assertThat(fit(offer(5000, "a"), allocation(5001, "b"))).isTrue();
    }

    @Test
    void claimsOfOnePortDoNot() {
        assertThat(fit(offer(5000, "a"), offer(5000, "b"))).isFalse();
        assertThat(fit(offer(5000, "a"), allocation(5000, "b"))).isFalse();
    }

    @Test
    void claimsForOneNameDoNotWhetherOfferedOrAllocated() {
        assertThat(fit(offer(5000, "a"), offer(5001, "a"))).isFalse();
        assertThat(fit(offer(5000, "a"), allocation(5001, "a"))).isFalse();
        assertThat(fit(allocation(5000, "a"), offer(5001, "a"))).isFalse();
        assertThat(fit(allocation(5000, "a"), allocation(5001, "a"))).isFalse();
    }

    @Test
    void claimsForOneNameInTwoServicesFit() {
        Mutation elsewhere = ClaimMutations.claim(flask, samples.offer(6000, "flask", "a"), LEASE, false);

        assertThat(fit(offer(5000, "a"), elsewhere)).isTrue();
    }

    @Test
    void aClaimDoesNotFitTheRemovalThatFreesItsPort() {
        assertThat(fit(removal(samples.offer(5000, "django", "a")), offer(5000, "b")))
                .isFalse();
        assertThat(fit(offer(5000, "b"), removal(samples.offer(5000, "django", "a"))))
                .isFalse();
    }

    @Test
    void aClaimDoesNotFitTheRemovalThatFreesItsName() {
        assertThat(fit(removal(samples.offer(5000, "django", "a")), offer(5001, "a")))
                .isFalse();
        assertThat(fit(removal(samples.allocation(5000, "django", "a")), offer(5001, "a")))
                .isFalse();
        assertThat(fit(removal(samples.offer(5000, "django", "a")), allocation(5001, "a")))
                .isFalse();
        assertThat(fit(offer(5001, "a"), removal(samples.allocation(5000, "django", "a"))))
                .isFalse();
        assertThat(fit(allocation(5001, "a"), removal(samples.offer(5000, "django", "a"))))
                .isFalse();
    }

    @Test
    void anAcceptAndARejectOfOneOfferDoNotFit() {
        Offer offer = samples.offer(5000, "django", "a");

        assertThat(fit(accept(offer), removal(offer))).isFalse();
        assertThat(fit(accept(offer), accept(offer))).isFalse();
        assertThat(fit(accept(offer), accept(samples.offer(5001, "django", "b"))))
                .isTrue();
    }

    @Test
    void aClaimDoesNotFitTheAcceptForItsName() {
        assertThat(fit(accept(samples.offer(5000, "django", "a")), offer(5001, "a")))
                .isFalse();
        assertThat(fit(allocation(5001, "a"), accept(samples.offer(5000, "django", "a"))))
                .isFalse();
    }

    @Test
    void aChangeToAServiceFitsNothingElse() {
        Mutation create = create("celery", 7000, 7999);

        assertThat(fit(create, offer(5000, "a"))).isFalse();
        assertThat(fit(offer(5000, "a"), create)).isFalse();
        assertThat(fit(accept(samples.offer(5000, "django", "a")), create)).isFalse();
    }

    @Test
    void changesToDifferentServicesFit() {
        assertThat(fit(create("celery", 7000, 7999), create("redis", 8000, 8999)))
                .isTrue();
        assertThat(fit(create("celery", 7000, 7999), resize(django, 5000, 5998)))
                .isTrue();
        assertThat(fit(resize(django, 4999, 5999), ServiceMutations.delete(flask, true)))
                .isTrue();
    }

    @Test
    void changesToOneServiceDoNot() {
        assertThat(fit(create("celery", 7000, 7999), create("celery", 8000, 8999)))
                .isFalse();
        assertThat(fit(resize(django, 5000, 5998), resize(django, 5000, 5997))).isFalse();
        assertThat(fit(resize(django, 5000, 5998), ServiceMutations.delete(django, false)))
                .isFalse();
        assertThat(fit(ServiceMutations.delete(django, false), ServiceMutations.delete(django, false)))
                .isFalse();
    }

    @Test
    void changesAfterWhichServicesWouldOverlapDoNot() {
        assertThat(fit(create("celery", 7000, 7999), create("redis", 7999, 8999)))
                .isFalse();
        assertThat(fit(create("celery", 7000, 7999), resize(flask, 6000, 7000))).isFalse();
        assertThat(fit(resize(django, 5000, 6500), resize(flask, 6500, 6999))).isFalse();
    }

    @Test
    void aChangeMustBeIndependentOfEveryOtherInTheBatch() {
        Batch batch = new Batch(LIMITS);
        assertThat(batch.add(create("celery", 7000, 7999))).isTrue();
        assertThat(batch.add(create("redis", 8000, 8999))).isTrue();

        assertThat(batch.add(create("nginx", 7500, 7500))).isFalse();
        assertThat(batch.add(create("redis", 9500, 9500))).isFalse();
        assertThat(batch.add(create("nginx", 9000, 9999))).isTrue();
    }

    @Test
    void whatTakesThePortAndTheNameInAnotherSpaceFits() {
        Entry<Service> elsewhere = new Entry<>(
                new ServiceKey(new Space("dc-2"), new Name("django")), samples.service("django", 5000, 5999), 1, 1);

        assertThat(fit(
                        offer(5000, "a"),
                        ClaimMutations.claim(elsewhere, samples.offer(5000, "django", "a"), LEASE, false)))
                .isTrue();
        assertThat(fit(
                        allocation(5000, "a"),
                        ClaimMutations.claim(elsewhere, samples.offer(5000, "django", "a"), LEASE, false)))
                .isTrue();
    }

    @Test
    void changesToServicesOfTwoSpacesFitWhateverTheirNamesAndRanges() {
        Mutation elsewhere = ServiceMutations.create(new Space("dc-2"), samples.service("api", 7000, 7999), 3);

        assertThat(fit(create("api", 7000, 7999), elsewhere)).isTrue();
    }

    @Test
    void aRefusedMutationLeavesNoTrace() {
        Batch batch = new Batch(LIMITS);
        batch.add(offer(5000, "a"));
        batch.add(offer(5000, "b"));

        assertThat(batch.add(offer(5001, "b"))).isTrue();
        assertThat(batch.members()).hasSize(2);
    }

    @Test
    void batchIsFullWhenItsMembersAndTheHeaviestOfThemTakeAllOperations() {
        Batch batch = new Batch(LIMITS);
        for (int i = 0; i < 126 - 5; i++) {
            assertThat(batch.hasRoom()).isTrue();
            assertThat(batch.add(offer(5000 + i, "web-" + i))).isTrue();
        }

        assertThat(batch.hasRoom()).isFalse();
        assertThat(batch.add(offer(5900, "late"))).isFalse();
    }

    @Test
    void heavyMutationTakesThePlaceOfLightOnes() {
        Batch batch = new Batch(LIMITS);
        for (int i = 0; i < 126 - 3; i++) {
            assertThat(batch.add(removal(samples.offer(5000 + i, "django", "web-" + i))))
                    .isTrue();
        }

        assertThat(batch.hasRoom()).isTrue();
        assertThat(batch.add(offer(5900, "late"))).isFalse();
        assertThat(batch.add(removal(samples.offer(5900, "django", "light")))).isTrue();
    }

    @Test
    void batchIsFullWhenItsMembersTakeAllBytes() {
        Mutation first = describedAs("x".repeat(1000), "first", 7000);
        Batch batch = new Batch(new BatchLimits(126, 2 * first.bytes()));
        assertThat(batch.add(first)).isTrue();
        assertThat(batch.hasRoom()).isTrue();

        assertThat(batch.add(describedAs("x".repeat(1001), "longer", 7001))).isFalse();
        assertThat(batch.add(describedAs("x".repeat(1000), "equal", 7002))).isTrue();
        assertThat(batch.add(describedAs("x", "short", 7003))).isFalse();
    }

    @Test
    void mutationThatIsTooLargeForAnyBatchIsOneByItself() {
        Batch batch = new Batch(new BatchLimits(1, 1));

        assertThat(batch.add(offer(5000, "a"))).isTrue();
        assertThat(batch.add(offer(5001, "b"))).isFalse();
    }

    private Mutation describedAs(String description, String name, int port) {
        return ServiceMutations.create(Space.DEFAULT, samples.service(name, description, port, port), 3);
    }

    private static boolean fit(Mutation first, Mutation second) {
        Batch batch = new Batch(LIMITS);
        assertThat(batch.add(first)).isTrue();
        return batch.add(second);
    }

    private Mutation offer(int port, String name) {
        return ClaimMutations.claim(django, samples.offer(port, "django", name), LEASE, false);
    }

    private Mutation allocation(int port, String name) {
        return ClaimMutations.claim(django, samples.allocation(port, "django", name), Lease.NONE, false);
    }

    private Mutation create(String name, int start, int end) {
        return ServiceMutations.create(Space.DEFAULT, samples.service(name, start, end), 3);
    }

    private static Mutation resize(Entry<Service> before, int start, int end) {
        Service service = before.value();
        PortRange range = new PortRange(start, end);
        return ServiceMutations.change(
                before, new Service(service.name(), service.description(), range, service.created(), service.id()), 3);
    }

    private static Mutation removal(Holding holding) {
        return OfferMutations.remove(new Entry<>(new PortKey(Space.DEFAULT, holding.port()), holding, 3, 3));
    }

    private Mutation accept(Offer offer) {
        Allocation allocation = offer.accepted(samples.tick());
        return OfferMutations.accept(new Entry<>(new PortKey(Space.DEFAULT, offer.port()), offer, 3, 3), allocation);
    }
}

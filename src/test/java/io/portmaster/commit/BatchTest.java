package io.portmaster.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation.Accept;
import io.portmaster.commit.Mutation.ChangeService;
import io.portmaster.commit.Mutation.Claim;
import io.portmaster.commit.Mutation.CreateService;
import io.portmaster.commit.Mutation.DeleteService;
import io.portmaster.commit.Mutation.Remove;
import io.portmaster.contract.Samples;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import org.junit.jupiter.api.Test;

/** Neither of two mutations in a batch writes a key that the other compares, reads or writes; services stay disjoint. */
class BatchTest {
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
        Claim elsewhere = new Claim(flask, samples.offer(6000, "flask", "a"), LEASE);

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
        CreateService create = create("celery", 7000, 7999);

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
        assertThat(fit(resize(django, 4999, 5999), new DeleteService(flask, true)))
                .isTrue();
    }

    @Test
    void changesToOneServiceDoNot() {
        assertThat(fit(create("celery", 7000, 7999), create("celery", 8000, 8999)))
                .isFalse();
        assertThat(fit(resize(django, 5000, 5998), resize(django, 5000, 5997))).isFalse();
        assertThat(fit(resize(django, 5000, 5998), new DeleteService(django, false)))
                .isFalse();
        assertThat(fit(new DeleteService(django, false), new DeleteService(django, false)))
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
        Batch batch = new Batch();
        assertThat(batch.add(submission(create("celery", 7000, 7999)))).isTrue();
        assertThat(batch.add(submission(create("redis", 8000, 8999)))).isTrue();

        assertThat(batch.add(submission(create("nginx", 7500, 7500)))).isFalse();
        assertThat(batch.add(submission(create("redis", 9500, 9500)))).isFalse();
        assertThat(batch.add(submission(create("nginx", 9000, 9999)))).isTrue();
    }

    @Test
    void aRefusedMutationLeavesNoTrace() {
        Batch batch = new Batch();
        batch.add(submission(offer(5000, "a")));
        batch.add(submission(offer(5000, "b")));

        assertThat(batch.add(submission(offer(5001, "b")))).isTrue();
        assertThat(batch.members()).hasSize(2);
    }

    @Test
    void aFullBatchTakesNothingMore() {
        Batch batch = new Batch();
        for (int i = 0; i < Store.MAX_BATCH; i++) {
            assertThat(batch.hasRoom()).isTrue();
            assertThat(batch.add(submission(offer(5000 + i, "web-" + i)))).isTrue();
        }

        assertThat(batch.hasRoom()).isFalse();
        assertThat(batch.add(submission(offer(5900, "late")))).isFalse();
    }

    private static boolean fit(Mutation first, Mutation second) {
        Batch batch = new Batch();
        assertThat(batch.add(submission(first))).isTrue();
        return batch.add(submission(second));
    }

    private static Submission submission(Mutation mutation) {
        return new Submission(mutation, new RequestContext(0));
    }

    private Claim offer(int port, String name) {
        return new Claim(django, samples.offer(port, "django", name), LEASE);
    }

    private Claim allocation(int port, String name) {
        return new Claim(django, samples.allocation(port, "django", name), Lease.NONE);
    }

    private CreateService create(String name, int start, int end) {
        return new CreateService(Space.DEFAULT, samples.service(name, start, end), 3);
    }

    private static ChangeService resize(Entry<Service> before, int start, int end) {
        Service service = before.value();
        PortRange range = new PortRange(start, end);
        return new ChangeService(
                before, new Service(service.name(), service.description(), range, service.created(), service.id()), 3);
    }

    private static Remove removal(Holding holding) {
        return new Remove(new Entry<>(new PortKey(Space.DEFAULT, holding.port()), holding, 3, 3));
    }

    private Accept accept(Offer offer) {
        Allocation allocation = offer.accepted(samples.tick());
        return new Accept(new Entry<>(new PortKey(Space.DEFAULT, offer.port()), offer, 3, 3), allocation);
    }
}

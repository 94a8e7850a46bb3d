package io.portmaster.allocation;

import static io.portmaster.allocation.Prepared.FIRST;
import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Guard;
import io.portmaster.commit.Mutation;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.Key;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a release leaves at its port. */
class ReleaseCoolingTest {
    private static final Key SERVICE = new Key.ServiceKey(Space.DEFAULT, DJANGO);
    private static final Key COOLING = new Key.CoolingKey(Space.DEFAULT, 5000);

    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    @Test
    void thePortCoolsAndTheNameIsFree() {
        prepared.delays(60, null);
        node.allocated("web-01");
        Instant before = node.loop.now();

        node.await(node.release("web-01"));

        Cooling cooling = prepared.coolingThatStands(5000);
        assertThat(cooling.reason()).isEqualTo(Cooling.Reason.RELEASED);
        assertThat(cooling.name()).isEqualTo(new Name("web-01"));
        assertThat(cooling.delay()).isEqualTo(60);
        assertThat(cooling.created()).isAfterOrEqualTo(before);
        assertThat(node.records.lease(COOLING)).isNotEqualTo(Lease.NONE);
        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5001);
        node.assertSound();
    }

    /** The lease is shared: it may have been granted for a release a while ago, but has the whole delay left. */
    @Test
    void thePortCoolsForAtLeastTheDelayFromThePlanAndNotMuchLonger() {
        prepared.delays(60, null);
        node.allocated("web-01");
        node.allocated("web-02");
        node.await(node.release("web-02"));
        node.advance(4_000);
        node.await(node.release("web-01"));
        Instant planned = prepared.coolingThatStands(5000).created();

        while (prepared.cooling(5000) != null) {
            node.advance(100);
        }

        assertThat(node.loop.now()).isBetween(planned.plusSeconds(60), planned.plusSeconds(66));
    }

    @Test
    void withoutADelayThePortIsFreeAtOnce() {
        node.allocated("web-01");

        node.await(node.release("web-01"));

        assertThat(prepared.cooling(5000)).isNull();
        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5000);
    }

    @Test
    void whatALeaseWouldHaveLeftIsReplacedByWhatTheServiceAsks() {
        prepared.lease(FIRST, 30);
        prepared.delays(20, null);
        acceptOntoLease(node.offered("web-01"));
        node.await(node.release("web-01"));

        assertThat(prepared.coolingThatStands(5000).reason()).isEqualTo(Cooling.Reason.RELEASED);
        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(20);

        prepared.delays(0, null);
        acceptOntoLease(node.offered("web-02"));
        node.await(node.release("web-02"));
        assertThat(prepared.cooling(5001)).isNull();
    }

    /** Found by the model: without the compare the port is free at once, though the operator was told of the delay. */
    @Test
    void aDelayThatIsSetWhileTheReleaseIsOnItsWayIsNotLost() {
        node.allocated("web-01");
        node.store.beforeNext(() -> new Prepared(rival).delays(60, null));

        node.await(node.release("web-01"));

        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(60);
    }

    @Test
    void aDelayThatIsDroppedWhileTheReleaseIsOnItsWayIsNotKept() {
        prepared.delays(60, null);
        node.allocated("web-01");
        node.await(node.offer("web-02")); // has a lease granted
        node.store.beforeNext(() -> new Prepared(rival).delays(0, null));

        node.await(node.release("web-01"));

        assertThat(prepared.cooling(5000)).isNull();
    }

    @Test
    void anAllocationWithoutAServiceIsReleasedIfThereIsStillNone() {
        node.allocated("web-01");
        node.records.delete(SERVICE);
        node.turn();

        node.await(node.release("web-01"));

        assertThat(node.holders()).isEmpty();
        assertThat(node.store.mutations().get(node.store.mutations().size() - 1).guards())
                .contains(new Guard.Absent(SERVICE));
    }

    @Test
    void aServiceThatComesBackOnTheWayIsAskedForItsDelay() {
        prepared.delays(60, null);
        node.allocated("web-01");
        var service = prepared.service().value();
        node.records.delete(SERVICE);
        node.turn();
        node.store.beforeNext(() -> node.records.put(SERVICE, service));

        node.await(node.release("web-01"));

        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(60);
    }

    /** The release compares the record of the port: the lease took it, and the name has another port by now. */
    @Test
    void aReleasePlannedBeforeItsLeasesEndConflictsAfterIt() {
        prepared.lease(FIRST, 30);
        prepared.delays(20, null);
        acceptOntoLease(node.offered("web-01"));
        node.await(node.offer("web-09"));
        ScriptedStore.Held held = heldRelease();
        node.records.revoke(FIRST);
        rival.await(rival.allocator.offer(rival.caller(), allocationOf(5007)));

        held.letThrough();
        node.turn();

        assertThat(refusalOf(release)).isEqualTo(new Refusal.PortNotFound("web-01"));
        assertThat(node.holders()).containsEntry(5007, "allocated web-01");
        assertThat(prepared.acceptedAt("web-01")).isPositive();
        assertThat(prepared.coolingThatStands(5000).reason()).isEqualTo(Cooling.Reason.LEASE_ENDED);
        node.assertSound();
    }

    /** The name has its port back, as another allocation. */
    @Test
    void aReleasePlannedBeforeItsLeasesEndSparesTheSamePortsNextAllocation() {
        prepared.lease(FIRST, 30);
        prepared.delays(20, null);
        acceptOntoLease(node.offered("web-01"));
        ScriptedStore.Held held = heldRelease();
        node.records.revoke(FIRST);
        assertThat(rival.allocated("web-01").entry().value().port()).isEqualTo(5000);

        held.letThrough();
        node.turn();

        assertThat(refusalOf(release)).isEqualTo(new Refusal.PortNotFound("web-01"));
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
    }

    private static OfferRequest allocationOf(int port) {
        return new OfferRequest(
                TestNode.ref(DJANGO),
                OfferedNames.single(new Name("web-01")),
                new PortWish(port, false, Set.of()),
                true,
                null,
                null,
                Labels.EMPTY,
                LeaseWish.UNCHANGED,
                Precondition.NONE);
    }

    private CompletableFuture<Void> release = new CompletableFuture<>();

    private ScriptedStore.Held heldRelease() {
        node.await(node.records.lease(java.time.Duration.ofSeconds(20)));
        ScriptedStore.Held held = node.store.hold();
        release = node.release("web-01");
        node.turn();
        assertThat(held.wasSent()).isTrue();
        return held;
    }

    @Test
    void aReleaseForTheEndOfALeaseSparesAnAllocationOnAnotherOne() {
        prepared.lease(FIRST, 30);
        acceptOntoLease(node.offered("web-01"));
        PortReference port = new PortReference.ByNumber(5000);

        assertThat(node.awaitRefusal(releaseOf(port, Prepared.SECOND))).isEqualTo(new Refusal.PortNotFound("5000"));
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");

        node.await(releaseOf(port, FIRST));
        assertThat(node.holders()).isEmpty();
    }

    private CompletableFuture<Void> releaseOf(PortReference port, Lease onlyOn) {
        return node.executions.change(
                node.caller(),
                new ReleaseOperation(TestNode.ref(DJANGO), port, Precondition.NONE, onlyOn, node.executions));
    }

    /** A release that needs no lease goes on: deletes make space. */
    @Test
    void aStoreThatGrantsNoLeaseRefusesOnlyReleasesThatNeedOne() {
        prepared.delays(60, null);
        node.allocated("web-01");
        node.store.grantNothing("the store has no space left");

        assertThat(node.awaitRefusal(node.release("web-01")))
                .isEqualTo(new Refusal.StoreUnavailable("the store has no space left"));
        assertThat(node.holders()).isEqualTo(Map.of(5000, "allocated web-01"));

        prepared.delays(0, null);
        node.await(node.release("web-01"));
        assertThat(node.holders()).isEmpty();
    }

    @Test
    void aReleaseOfUnknownOutcomeIsNotPlannedOntoTheNextOwner() {
        prepared.delays(1, null);
        node.allocated("web-01");
        node.await(node.records.lease(java.time.Duration.ofSeconds(1)));
        node.store.loseReply();
        CompletableFuture<Void> lost = node.release(5000);
        node.turn();
        assertThat(node.store.mutations()).last().extracting(Mutation::kind).isEqualTo(Mutation.Kind.REMOVE);
        node.records.delete(COOLING);
        rival.allocated("web-02");

        node.store.settle();
        node.turn();

        assertThat(lost).isCompleted();
        assertThat(node.holders()).isEqualTo(Map.of(5000, "allocated web-02"));
    }

    private void acceptOntoLease(Granted offer) {
        node.await(node.allocator.accept(
                node.caller(), Prepared.accept(offer.secret(), new LeaseWish.On(FIRST), Precondition.NONE)));
    }
}

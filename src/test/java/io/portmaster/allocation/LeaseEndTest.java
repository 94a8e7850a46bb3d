package io.portmaster.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service of most tests lets its ports rest for {@link #REST} seconds; the other one doesn't. */
class LeaseEndTest {
    private static final int TTL = 10;
    private static final int LINGER = 60;
    private static final int REST = 30;
    private static final ServiceRef FLASK = new ServiceRef(Space.DEFAULT, new Name("flask"));

    private final TestNode node = new TestNode();
    private final TestNode rival = node.rival();
    private Lease lease = Lease.NONE;

    @BeforeEach
    void createServices() {
        create(TestNode.ref(TestNode.DJANGO), 5000, REST);
        create(FLASK, 6000, 0);
        lease = node.leased(TTL, LINGER);
    }

    private void create(ServiceRef service, int start, int reuseDelay) {
        ServiceDefinition definition = new ServiceDefinition(
                service.name(),
                null,
                PortSet.of(new PortRange(start, start + 9)),
                PortSet.EMPTY,
                reuseDelay,
                600,
                null);
        node.await(node.allocator.createService(node.caller(), service.space(), definition));
    }

    private void allocateInFlask(String name) {
        Granted offer = node.await(node.offer(FLASK, new Name(name), false, null));
        node.await(node.allocator.accept(
                node.caller(), new AcceptRequest(FLASK, offer.secret(), new LeaseWish.On(lease), Precondition.NONE)));
    }

    private boolean standsInTheStore(Lease asked) {
        return node.leases.left(asked).compareTo(Duration.ZERO) > 0;
    }

    private void assertGoneWithItsCompanion() {
        assertThat(standsInTheStore(lease) || standsInTheStore(lease.companion()))
                .isFalse();
        assertThat(node.record(new Key.LeaseAnchor(lease))).isNull();
        assertThat(node.record(new Key.CompanionAnchor(lease))).isNull();
        node.assertSound();
    }

    private Lease leaseOf(int port) {
        return Objects.requireNonNull(((Allocation) node.holding(port).value()).lease());
    }

    @Test
    void allThatIsOnItIsReleasedAsItsServiceAsks() {
        node.allocatedOn(lease, "web-01");
        node.allocatedOn(lease, "web-02");
        allocateInFlask("api-01");
        node.allocated("web-03");

        node.await(node.end(lease));

        assertThat(node.holders()).hasSize(1).containsEntry(5002, "allocated web-03");
        assertThat(node.cooling())
                .hasSize(2)
                .containsEntry(5000, "released web-01")
                .containsEntry(5001, "released web-02");
        assertGoneWithItsCompanion();
        assertThat(node.leaseEvents.heard()).containsExactly("created", "deleted");
        node.advance(REST * 1_000 - 100);
        assertThat(node.cooling()).hasSize(2);
    }

    @Test
    void leaseThatCarriesNothingEnds() {
        node.await(node.end(lease));

        assertGoneWithItsCompanion();
        assertThat(node.awaitRefusal(node.end(lease))).isEqualTo(new Refusal.LeaseNotFound(lease));
    }

    @Test
    void releasesDoNotWaitForEachOther() {
        for (int i = 0; i < 8; i++) {
            node.allocatedOn(lease, "web-" + i);
        }
        node.store.pass();
        ScriptedStore.Held first = node.store.hold();
        ScriptedStore.Held second = node.store.hold();
        CompletableFuture<Void> end = node.end(lease);
        node.turn();
        int before = node.store.sent().size();
        first.letThrough();
        second.letThrough();
        node.turn();

        assertThat(node.store.sent().get(before)).hasSize(6);
        node.await(end);
    }

    @Test
    void anotherNodeGoesOnWhereTheFirstOneDied() {
        node.allocatedOn(lease, "web-01");
        node.store.pass();
        ScriptedStore.Held released = node.store.hold();
        CompletableFuture<Void> first = node.end(lease);
        node.turn();
        assertThat(released.wasSent()).isTrue();

        rival.await(rival.end(lease));

        assertGoneWithItsCompanion();
        assertThat(node.cooling()).containsEntry(5000, "released web-01");
        assertThat(first).isNotDone();
    }

    @Test
    void anotherNodeGoesOnWhereTheFirstOneHadNothingLeftToRelease() {
        node.leases.stop();
        node.end(lease);
        node.turn();
        assertThat(standsInTheStore(lease)).isTrue();

        rival.await(rival.end(lease));

        assertGoneWithItsCompanion();
    }

    @Test
    void releaseOfADeadNodeDoesNotReachTheNamesNextAllocation() {
        node.allocatedOn(lease, "web-01");
        node.store.pass();
        ScriptedStore.Held released = node.store.hold();
        node.end(lease);
        node.turn();
        rival.await(rival.end(lease));
        rival.allocated("web-01");
        Map<Integer, String> holders = node.holders();

        released.letThrough();
        node.turn();

        assertThat(node.holders()).isEqualTo(holders);
        node.assertSound();
    }

    @Test
    void leaseThatRunsOutInTheMiddleOfItsEndLingers() {
        node.allocatedOn(lease, "web-01");
        node.advance((TTL - 1) * 1_000);
        node.store.pass();
        ScriptedStore.Held released = node.store.hold();
        CompletableFuture<Void> end = node.end(lease);
        node.advance(2_000);
        assertThat(node.holders()).isEmpty();
        released.letThrough();

        node.await(end);

        assertThat(node.cooling()).containsEntry(5000, "lease-ended web-01");
        assertThat(standsInTheStore(lease.companion())).isTrue();
        node.advance((LINGER - 5) * 1_000);
        assertThat(node.cooling()).containsEntry(5000, "lease-ended web-01");
        node.advance(5_000);
        assertThat(node.cooling()).isEmpty();
    }

    /** It may be of the release to come, and on the companion: its port would be given away too early. */
    @Test
    void companionIsLeftAloneWhileACoolingRecordCannotBeRead() {
        node.allocatedOn(lease, "web-01");
        node.records.put(new Key.CoolingKey(Space.DEFAULT, 5009), new Value.Unreadable("from the future"));

        node.await(node.end(lease));

        assertThat(standsInTheStore(lease)).isFalse();
        assertThat(standsInTheStore(lease.companion())).isTrue();
        node.advance((TTL + LINGER) * 1_000);
        assertThat(standsInTheStore(lease.companion())).isFalse();
    }

    @Test
    void leaseThatHasEndedByItselfIsNotFoundAndItsPortCoolsOn() {
        node.allocatedOn(lease, "web-01");
        node.advance(TTL * 1_000);
        node.leases.calls().clear();

        assertThat(node.awaitRefusal(node.end(lease))).isEqualTo(new Refusal.LeaseNotFound(lease));

        assertThat(node.leases.calls()).isEmpty();
        assertThat(node.cooling()).containsEntry(5000, "lease-ended web-01");
        assertThat(node.leaseEvents.heard()).doesNotContain("deleted");
    }

    @Test
    void acceptThatComesWhileItEndsIsRefused() {
        Granted offer = rival.offered("web-01");
        node.leases.stop();
        node.end(lease);
        node.turn();

        assertThat(rival.awaitRefusal(rival.accept(offer.secret(), lease, Precondition.NONE)))
                .isEqualTo(new Refusal.LeaseNotFound(lease));
    }

    @Test
    void acceptThatWasPlannedBeforeTheEndArrivesInVain() {
        Granted offer = rival.offered("web-01");
        ScriptedStore.Held accept = rival.store.hold();
        CompletableFuture<Accepted> accepted = rival.accept(offer.secret(), lease, Precondition.NONE);
        rival.turn();
        node.leases.stop();
        node.end(lease);
        node.turn();

        accept.letThrough();

        assertThat(rival.awaitRefusal(accepted)).isEqualTo(new Refusal.LeaseNotFound(lease));
        assertThat(node.holders()).containsEntry(5000, "offered web-01");
        assertThat(node.cooling()).isEmpty();
    }

    @Test
    void acceptThatArrivesBeforeTheEndIsReleasedWithIt() {
        Granted offer = rival.offered("web-01");
        node.records.pauseMirror();
        rival.await(rival.accept(offer.secret(), lease, Precondition.NONE));
        CompletableFuture<Void> end = node.end(lease);
        node.turn();
        node.records.resumeMirror();

        node.await(end);

        assertThat(node.holders()).isEmpty();
        assertThat(node.cooling()).containsEntry(5000, "released web-01");
        assertGoneWithItsCompanion();
    }

    @Test
    void allocationThatIsMovedMeanwhileStays() {
        Granted moved = node.allocatedOn(lease, "web-01");
        Lease other = rival.leased(TTL, LINGER);
        Precondition asNow = new Precondition(Set.of(node.holding(5000).modRevision()));
        node.store.pass();
        ScriptedStore.Held release = node.store.hold();
        CompletableFuture<Void> end = node.end(lease);
        node.turn();
        rival.await(rival.accept(moved.secret(), other, asNow));
        release.letThrough();

        node.await(end);

        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
        assertThat(leaseOf(5000)).isEqualTo(other);
        assertGoneWithItsCompanion();
    }

    @Test
    void endThatTakesLongerThanARequestMayIsUnknownAndGoesOnWhenItIsAskedAgain() {
        node.allocatedOn(lease, "web-01");
        node.await(node.renew(lease));
        node.store.pass();
        node.store.hold();

        assertThat(node.awaitRefusal(node.end(lease))).isInstanceOf(Refusal.OutcomeUnknown.class);
        rival.await(rival.end(lease));

        assertGoneWithItsCompanion();
    }

    @Test
    void endThatHasNotBegunHasNotHappened() {
        node.records.pauseMirror();
        CompletableFuture<Void> end = node.end(lease);

        assertThat(node.awaitRefusal(end)).isInstanceOf(Refusal.StoreUnavailable.class);

        assertThat(node.store.mutations()).noneMatch(mutation -> mutation.kind() == Mutation.Kind.END_LEASE);
    }

    @Test
    void lostAnswersAreSettledAndTheEndGoesOn() {
        node.allocatedOn(lease, "web-01");
        node.store.loseReply();
        CompletableFuture<Void> end = node.end(lease);
        node.turn();
        node.store.loseRequest();
        node.store.settle();
        node.turn();
        node.store.settle();
        node.leases.loseReply();

        node.await(end);

        assertThat(node.cooling()).containsEntry(5000, "released web-01");
        assertGoneWithItsCompanion();
    }

    @Test
    void revokeThatWasLostIsMadeAgain() {
        node.leases.loseRequest();

        node.await(node.end(lease));

        assertGoneWithItsCompanion();
    }

    @Test
    void companionWhoseRevokeWasLostEndsByItself() {
        node.leases.pass();
        node.leases.loseRequest();

        node.await(node.end(lease));

        assertThat(standsInTheStore(lease)).isFalse();
        assertThat(standsInTheStore(lease.companion())).isTrue();
        node.advance((TTL + LINGER) * 1_000);
        assertGoneWithItsCompanion();
    }

    @Test
    void endThatMeetsARecordOfANewerReleaseMayHaveHappened() {
        node.allocatedOn(lease, "web-01");
        Holding record = node.holding(5000).value();
        node.store.beforeReply(
                () -> node.records.put(new Key.PortKey(Space.DEFAULT, 5000), newer((Allocation) record)));

        assertThat(node.awaitRefusal(node.end(lease))).isEqualTo(new Refusal.OutcomeUnknown());
    }

    private static Allocation newer(Allocation record) {
        return new Allocation(
                record.port(),
                record.service(),
                record.name(),
                record.created(),
                record.receipt(),
                record.labels(),
                null,
                record.lease(),
                FormatVersion.of(3));
    }

    @Test
    void endThatNoConnectionCarriesOnMayHaveHappened() {
        node.leases.cutOff();

        assertThat(node.awaitRefusal(node.end(lease))).isInstanceOf(Refusal.OutcomeUnknown.class);
    }

    @Test
    void leaseOfANewerReleaseIsNeitherRenewedNorEnded() {
        Key anchor = new Key.LeaseAnchor(lease);
        ClientLease record =
                (ClientLease) Objects.requireNonNull(node.record(anchor)).value();
        FormatVersion newer = FormatVersion.of(3);
        node.records.put(
                anchor,
                new ClientLease(
                        record.ttl(),
                        record.linger(),
                        record.created(),
                        record.labels(),
                        record.ending(),
                        null,
                        null,
                        1,
                        newer));

        for (CompletableFuture<?> request : List.of(node.renew(lease), node.end(lease))) {
            assertThat(node.awaitRefusal(request)).isInstanceOf(Refusal.RecordNewer.class);
        }
        assertThat(standsInTheStore(lease)).isTrue();
    }

    @Test
    void leaseThatCarriesAnAllocationOfANewerReleaseIsNotEnded() {
        node.allocatedOn(lease, "web-01");
        Holding record = node.holding(5000).value();
        node.records.put(new Key.PortKey(Space.DEFAULT, 5000), newer((Allocation) record));

        assertThat(node.awaitRefusal(node.end(lease))).isInstanceOf(Refusal.RecordNewer.class);

        assertThat(node.store.mutations()).noneMatch(mutation -> mutation.kind() == Mutation.Kind.END_LEASE);
    }
}

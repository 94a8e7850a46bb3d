package io.portmaster.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.record.Key;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LeaseCreationTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestNode node = new TestNode().withDjango(5000, 5009);

    /** The numbers that were granted, or asked for, in order. */
    private List<String> grants() {
        return node.leases.calls().stream()
                .filter(call -> call.startsWith("grant "))
                .toList();
    }

    private static String grant(Lease lease) {
        return "grant " + lease;
    }

    @Test
    void leaseAndCompanionHaveTheirAnchorsOnThemselves() {
        LeaseStatus created = node.await(node.createLease(60, 30));

        Lease lease = created.lease();
        assertThat(lease.id()).isEven();
        assertThat(node.records.lease(new Key.LeaseAnchor(lease))).isEqualTo(lease);
        assertThat(node.records.lease(new Key.CompanionAnchor(lease))).isEqualTo(lease.companion());
        assertThat(created.record().ttl()).isEqualTo(60);
        assertThat(created.record().linger()).isEqualTo(30);
        assertThat(created.expires()).isEqualTo(created.record().created().plus(MINUTE));
        node.assertSound();
        assertThat(node.leaseEvents.heard()).containsExactly("created");
    }

    @Test
    void companionOutlivesByTheLingerALeaseWhoseTimeTheStoreHasMadeLonger() {
        LeaseStatus created = node.await(node.createLease(1, 30));

        assertThat(created.record().ttl()).isEqualTo(2);
        assertThat(node.leases.left(created.lease())).isEqualTo(Duration.ofSeconds(2));
        assertThat(node.leases.left(created.lease().companion())).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void leaseThatNobodyRenewsEndsByItselfAndEveryNodeSeesIt() {
        TestNode rival = node.rival();
        Lease lease = node.leased(5, 5);

        node.advance(4_900);
        assertThat(node.record(new Key.LeaseAnchor(lease))).isNotNull();
        node.advance(200);

        assertThat(node.record(new Key.LeaseAnchor(lease))).isNull();
        assertThat(node.leaseEvents.heard()).containsExactly("created", "expired");
        assertThat(rival.leaseEvents.heard()).containsExactly("expired");
        node.advance(5_000);
        assertThat(node.record(new Key.CompanionAnchor(lease))).isNull();
    }

    @Test
    void lostAnswerToAGrantTakesOtherNumbersAndTheFirstLeaseEndsByItself() {
        node.leases.loseReply();

        Lease lease = node.leased(60, 30);

        assertThat(grants()).hasSize(3).endsWith(grant(lease), grant(lease.companion()));
        Lease lost = Lease.parse(padded(grants().get(0)));
        assertThat(lost).isNotNull().isNotEqualTo(lease);
        assertThat(node.leases.left(lost)).isPositive();
        node.advance(60_000);
        assertThat(node.leases.left(lost)).isZero();
    }

    private static String padded(String grant) {
        String hex = grant.substring(grant.lastIndexOf(' ') + 1);
        return "0".repeat(16 - hex.length()) + hex;
    }

    @Test
    void lostAnswerToTheCompanionsGrantTakesOtherNumbers() {
        node.leases.pass();
        node.leases.loseReply();

        Lease lease = node.leased(60, 30);

        assertThat(grants()).hasSize(4).endsWith(grant(lease), grant(lease.companion()));
    }

    @Test
    void anchorsWhoseAnswerWasLostAreAnsweredIfTheyStand() {
        node.store.loseReply();
        CompletableFuture<LeaseStatus> request = node.createLease(60, 30);
        node.turn();
        node.store.settle();

        Lease lease = node.await(request).lease();

        assertThat(grants()).containsExactly(grant(lease), grant(lease.companion()));
        assertThat(node.record(new Key.LeaseAnchor(lease))).isNotNull();
    }

    @Test
    void anchorsThatWereLostTakeOtherNumbers() {
        node.store.loseRequest();
        CompletableFuture<LeaseStatus> request = node.createLease(60, 30);
        node.turn();
        node.store.settle();

        Lease lease = node.await(request).lease();

        assertThat(grants()).hasSize(4).endsWith(grant(lease), grant(lease.companion()));
        assertThat(node.record(new Key.LeaseAnchor(lease))).isNotNull();
    }

    @Test
    void leaseThatEndsBeforeItsAnchorsArriveTakesOtherNumbers() {
        node.store.beforeNext(() -> node.records.revoke(Lease.parse(padded(grants().get(0)))));

        Lease lease = node.leased(60, 30);

        assertThat(grants()).hasSize(4).endsWith(grant(lease), grant(lease.companion()));
        assertThat(node.record(new Key.LeaseAnchor(lease))).isNotNull();
    }

    @Test
    void anchorsTravelInABatchOfTheirOwn() {
        ScriptedStore.Held first = node.store.hold();
        ScriptedStore.Held second = node.store.hold();
        CompletableFuture<Granted> leading = node.offer("web-00");
        node.turn();
        CompletableFuture<Granted> following = node.offer("web-01");
        node.turn();
        CompletableFuture<LeaseStatus> lease = node.createLease(60, 30);
        List<CompletableFuture<Granted>> offers = List.of(node.offer("web-02"), node.offer("web-03"));
        node.turn();
        first.letThrough();
        second.letThrough();

        node.await(lease);
        node.await(leading);
        node.await(following);
        offers.forEach(node::await);

        assertThat(node.store.sent())
                .filteredOn(batch -> batch.stream().anyMatch(each -> each.kind() == Mutation.Kind.CREATE_LEASE))
                .allSatisfy(batch -> assertThat(batch).hasSize(1));
    }

    @Test
    void nothingHappensWhileTheStoreIsOutOfReach() {
        node.leases.cutOff();

        assertThat(node.awaitRefusal(node.createLease(60, 30))).isInstanceOf(Refusal.StoreUnavailable.class);

        assertThat(node.store.mutations()).noneMatch(mutation -> mutation.kind() == Mutation.Kind.CREATE_LEASE);
    }

    @Test
    void createThatIsNotAnsweredInTimeMayHaveHappened() {
        node.store.hold();

        assertThat(node.awaitRefusal(node.createLease(60, 30))).isInstanceOf(Refusal.OutcomeUnknown.class);
    }
}

package io.portmaster.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.RenewalOutcome;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Key;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LeaseRenewalTest {
    private static final int TTL = 10;
    private static final int LINGER = 5;
    private static final Key.PortKey PORT = new Key.PortKey(Space.DEFAULT, 5000);

    private final TestNode node = new TestNode().withDjango(5000, 5000);

    private boolean hasCalled(String what) {
        return node.leases.calls().stream().anyMatch(call -> call.startsWith(what));
    }

    @Test
    void renewedLeaseLivesAndCarriesItsAllocationsOn() {
        Lease lease = node.leased(TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        for (int renewal = 0; renewal < 3; renewal++) {
            node.advance(9_000);
            LeaseStatus renewed = node.await(node.renew(lease));
            assertThat(renewed.expires()).isAfter(node.loop.now().plusSeconds(TTL - 1));
            assertThat(node.leases.left(lease)).isGreaterThan(Duration.ofSeconds(TTL - 1));
            assertThat(node.leases.left(lease.companion())).isGreaterThan(Duration.ofSeconds(TTL + LINGER - 1));
        }
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
        assertThat(node.leaseEvents.heard()).containsExactly("created", "renewed", "renewed", "renewed");
    }

    /** It remembers when leases end from the time when it led. Renewals since then were told to the new leader alone. */
    @Test
    void leaseThatWasRenewedInANewTermOutlivesWhatTheFormerLeaderEnds() {
        Lease lease = node.leased(TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        node.advance(3_000);
        node.leases.elect();
        for (int renewal = 0; renewal < 5; renewal++) {
            node.advance(3_000);
            assertThat(node.await(node.renew(lease)).lease()).isEqualTo(lease);
        }

        node.leases.thawFormerLeader();
        node.turn();

        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
        assertThat(node.awaitRefusal(node.allocate("web-02"))).isInstanceOf(Refusal.RangeExhausted.class);
        node.assertSound();
        node.advance(TTL * 1_000);
        assertThat(node.holders()).isEmpty();
        assertThat(node.cooling()).containsEntry(5000, "lease-ended web-01");
        node.advance(LINGER * 1_000);
        assertThat(node.cooling()).isEmpty();
    }

    @Test
    void leaseIsPutOnAnotherPairOnceATerm() {
        Lease lease = node.leased(TTL, LINGER);
        node.leases.elect();
        node.leases.calls().clear();
        node.await(node.renew(lease));
        assertThat(node.leases.calls())
                .filteredOn(call -> call.startsWith("grant"))
                .hasSize(2);
        assertThat(hasCalled("revoke " + lease.companion())).isTrue();

        node.leases.calls().clear();
        node.await(node.renew(lease));
        assertThat(node.leases.calls()).singleElement().asString().startsWith("renew");
        node.leases.elect();
        node.await(node.renew(lease));
        assertThat(hasCalled("grant")).isTrue();
        node.assertSound();
    }

    @Test
    void allocationsOfAReplacedPairAreEndedByOneRequest() {
        Lease lease = node.leased(TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        node.leases.elect();
        node.await(node.renew(lease));

        node.await(node.end(lease));

        assertThat(node.holders()).isEmpty();
        assertThat(node.record(new Key.CompanionAnchor(lease))).isNull();
        assertThat(node.awaitRefusal(node.renew(lease))).isEqualTo(new Refusal.LeaseNotFound(lease));
        node.assertSound();
    }

    @Test
    void renewalThatStopsBeforeTheMovesIsFinishedByTheNextNode() {
        Lease lease = node.leased(TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        node.leases.elect();
        new Prepared(node).replacePair(lease, new Lease(lease.id() + 2));
        node.assertSound();

        TestNode next = node.rival();
        next.await(next.renew(lease));
        node.assertSound();

        node.advance(TTL * 1_000 - 1_000);
        node.leases.thawFormerLeader();
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
        node.assertSound();
    }

    /** Else an allocation could be on a pair between the one that the anchor is on and the new one (the model {@code election}). */
    @Test
    void moveThatAnotherElectionOvertakesIsFinishedFirst() {
        Lease lease = node.leased(TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        node.leases.elect();
        Lease between = new Lease(lease.id() + 2);
        new Prepared(node).replacePair(lease, between);
        node.leases.elect();

        node.await(node.renew(lease));

        assertThat(node.store.mutations().stream()
                        .filter(mutation -> mutation.kind() == Mutation.Kind.REPLACE_LEASE_PAIR)
                        .map(mutation -> mutation.after(ClientLease.class))
                        .map(anchor -> (anchor.former() == null ? "on " : "to ")
                                + (between.equals(anchor.carrier()) ? "the first" : "another")))
                .containsExactly("on the first", "to another", "on another");
        node.assertSound();
    }

    /** Both pairs end at about the same time when nobody renews the lease. The new one may be the first, with what was moved. */
    @Test
    void leaseWhoseNewPairHasEndedIsOver() {
        Lease lease = node.leased(TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        Lease carrier = new Lease(lease.id() + 2);
        new Prepared(node).replacePair(lease, carrier);
        node.leases.end(carrier);

        assertThat(node.awaitRefusal(node.renew(lease))).isEqualTo(new Refusal.LeaseNotFound(lease));

        assertThat(node.record(new Key.LeaseAnchor(lease))).isNull();
        assertThat(node.holders()).isEmpty();
        assertThat(node.cooling()).containsEntry(5000, "lease-ended web-01");
        node.assertSound();
    }

    @Test
    void acceptOntoALeaseWhoseNewPairHasEndedDoesNotHurry() {
        Lease lease = node.leased(TTL, LINGER);
        Granted offer = node.offered("web-01");
        Lease carrier = new Lease(lease.id() + 2);
        new Prepared(node).replacePair(lease, carrier);
        node.leases.end(carrier);

        node.awaitRefusal(node.accept(offer.secret(), lease, Precondition.NONE));

        assertThat(node.store.mutations()).hasSizeLessThan(150);
    }

    /** A store whose space is used up grants none. The lease is then as safe as before the election. */
    @Test
    void storeThatGrantsNothingRenewsTheFormerPair() {
        Lease lease = node.leased(TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        node.leases.elect();
        node.leases.refuse();
        node.advance(3_000);

        assertThat(node.await(node.renew(lease)).lease()).isEqualTo(lease);

        assertThat(node.leases.left(lease)).isGreaterThan(Duration.ofSeconds(TTL - 1));
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
    }

    @Test
    void twoNodesThatRenewInANewTermAgreeOnOnePair() {
        Lease lease = node.leased(TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        TestNode rival = node.rival();
        node.leases.elect();

        CompletableFuture<LeaseStatus> one = node.renew(lease);
        CompletableFuture<LeaseStatus> other = rival.renew(lease);

        assertThat(node.await(one).lease()).isEqualTo(lease);
        assertThat(rival.await(other).lease()).isEqualTo(lease);
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
        node.assertSound();
    }

    @Test
    void anyNodeRenews() {
        Lease lease = node.leased(TTL, LINGER);
        TestNode rival = node.rival();

        assertThat(rival.await(rival.renew(lease)).lease()).isEqualTo(lease);
    }

    @Test
    void renewingAnEndedLeaseThriceIsRefusedAndItsPortComesFreeInTime() {
        Lease lease = node.leased(TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        node.advance(TTL * 1_000);
        assertThat(node.holders()).isEmpty();

        for (int renewal = 0; renewal < 3; renewal++) {
            assertThat(node.awaitRefusal(node.renew(lease))).isEqualTo(new Refusal.LeaseNotFound(lease));
            assertThat(node.awaitRefusal(node.allocate("web-02"))).isInstanceOf(Refusal.RangeExhausted.class);
            node.advance(1_000);
        }

        assertThat(hasCalled("renew")).isFalse();
        assertThat(node.cooling()).containsEntry(5000, "lease-ended web-01");
        node.advance(2_000);
        assertThat(node.cooling()).isEmpty();
        node.allocated("web-02");
    }

    @Test
    void numbersOfOtherLeasesAreNotFoundAndLeftAlone() {
        Lease lease = node.leased(TTL, LINGER);
        node.offered("web-01");
        Lease ofTheOffer = node.records.lease(PORT);
        Lease free = new Lease(lease.id() + 2);
        node.leases.calls().clear();

        for (Lease other : new Lease[] {ofTheOffer, lease.companion(), free}) {
            assertThat(node.awaitRefusal(node.renew(other))).isEqualTo(new Refusal.LeaseNotFound(other));
            assertThat(node.awaitRefusal(node.end(other))).isEqualTo(new Refusal.LeaseNotFound(other));
        }

        assertThat(node.leases.calls()).isEmpty();
        assertThat(node.holders()).containsEntry(5000, "offered web-01");
        assertThat(node.record(new Key.CompanionAnchor(lease))).isNotNull();
    }

    @Test
    void leaseThatIsBeingEndedIsNotRenewed() {
        Lease lease = node.leased(TTL, LINGER);
        node.leases.stop();
        node.end(lease);
        node.turn();

        assertThat(node.awaitRefusal(node.renew(lease))).isEqualTo(new Refusal.LeaseNotFound(lease));

        assertThat(hasCalled("renew")).isFalse();
    }

    @Test
    void leaseWhoseCompanionHasEndedIsNotRenewed() {
        Lease lease = node.leased(TTL, LINGER);
        node.await(node.leases.revoke(lease.companion(), node.caller()));

        assertThat(node.awaitRefusal(node.renew(lease))).isEqualTo(new Refusal.LeaseNotFound(lease));

        assertThat(hasCalled("renew")).isFalse();
    }

    @Test
    void leaseThatEndsWhileItIsRenewedIsNotFound() {
        Lease lease = node.leased(TTL, LINGER);
        node.leases.beforeNext(() -> node.leases.end(lease));

        assertThat(node.awaitRefusal(node.renew(lease))).isEqualTo(new Refusal.LeaseNotFound(lease));

        assertThat(node.leaseEvents.heard()).endsWith("not_found");
    }

    @Test
    void mirrorThatLagsMakesARenewalWait() {
        Lease lease = node.leased(TTL, LINGER);
        node.records.pauseMirror();
        node.advance(TTL * 1_000);
        CompletableFuture<LeaseStatus> renewal = node.renew(lease);
        node.turn();
        assertThat(renewal).isNotDone();
        node.records.resumeMirror();

        assertThat(node.awaitRefusal(renewal)).isEqualTo(new Refusal.LeaseNotFound(lease));

        assertThat(hasCalled("renew")).isFalse();
    }

    @Test
    void renewalWhoseAnswerIsLostIsMadeAgain() {
        Lease lease = node.leased(TTL, LINGER);
        node.leases.loseReply();

        assertThat(node.await(node.renew(lease)).lease()).isEqualTo(lease);
    }

    @Test
    void renewalWhoseAnswerIsLostMayHaveHappened() {
        Lease lease = node.leased(TTL, LINGER);
        node.leases.loseReply();
        CompletableFuture<LeaseStatus> renewal = node.renew(lease);
        node.turn();
        node.records.pauseMirror();

        assertThat(node.awaitRefusal(renewal)).isInstanceOf(Refusal.OutcomeUnknown.class);

        assertThat(node.leaseEvents.heard()).endsWith("unknown");
    }

    /** The client has to stop: that tells more than that nobody knows what the keep-alive did. */
    @Test
    void renewalWhoseAnswerIsLostIsNotFoundOnceTheLeaseHasEnded() {
        Lease lease = node.leased(TTL, LINGER);
        node.leases.loseReply();
        CompletableFuture<LeaseStatus> renewal = node.renew(lease);
        node.turn();
        node.records.revoke(lease);

        assertThat(node.awaitRefusal(renewal)).isEqualTo(new Refusal.LeaseNotFound(lease));
    }

    @Test
    void renewalThatNoConnectionCarriesHasNotHappened() {
        Lease lease = node.leased(TTL, LINGER);
        node.leases.cutOff();

        assertThat(node.awaitRefusal(node.renew(lease))).isInstanceOf(Refusal.StoreUnavailable.class);

        assertThat(node.leaseEvents.heard()).endsWith("not_applied");
    }

    @Test
    void fullQueueOfChangesKeepsNoRenewalOut() {
        Lease lease = node.leased(TTL, LINGER);
        node.store.hold();
        node.store.hold();
        for (int request = 0; request < 4_100; request++) {
            node.createLease(TTL, LINGER);
        }
        node.turn();
        assertThat(node.awaitRefusal(node.createLease(TTL, LINGER))).isInstanceOf(Refusal.Overloaded.class);

        assertThat(node.await(node.renew(lease)).lease()).isEqualTo(lease);
    }

    /** The sender of a keep-alive has given up 5 s ago, and its client has heard "outcome unknown". */
    @Test
    void lateKeepAliveOfALiveLeaseMakesItsPortWaitLonger() {
        Lease lease = node.leased(2 * TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        node.advance(15_000);

        keptAliveLate(lease);

        node.advance((2 * TTL - 1) * 1_000);
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
        node.advance(1_000);
        assertThat(node.holders()).isEmpty();
        assertThat(node.cooling()).containsEntry(5000, "lease-ended web-01");
        node.advance(LINGER * 1_000);
        node.allocated("web-02");
    }

    @Test
    void lateKeepAliveOfAnEndedLeaseMakesItsPortLingerLongerButNotForEver() {
        Lease lease = node.leased(TTL, LINGER);
        node.allocatedOn(lease, "web-01");
        node.advance(TTL * 1_000 + 1_000);

        assertThat(keptAliveLate(lease)).isEqualTo(new RenewalOutcome.NotFound());

        assertThat(node.awaitRefusal(node.renew(lease))).isEqualTo(new Refusal.LeaseNotFound(lease));
        node.advance(LINGER * 1_000);
        assertThat(node.cooling()).containsEntry(5000, "lease-ended web-01");
        node.advance(TTL * 1_000);
        node.allocated("web-02");
    }

    private RenewalOutcome keptAliveLate(Lease lease) {
        return node.await(node.leases.renew(lease, lease.companion(), () -> true, node.caller()));
    }
}

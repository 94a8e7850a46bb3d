package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 9, without what the leases do: no offer is handed out that has too little of its time left. */
class OfferLifetimeTest {
    private static final int TTL = 4;

    private final TestNode node = new TestNode(TTL).withDjango(5000, 5009);

    @Test
    void anOfferStandsForItsTimeAndThenItsPortIsFreeAgain() {
        Granted offer = node.offered("web-01");
        node.advance(Duration.ofSeconds(TTL).toMillis());
        assertThat(node.holders()).containsOnlyKeys(5000);

        node.advance(1_000);

        assertThat(node.holders()).isEmpty();
        assertThat(node.awaitRefusal(node.accept(offer.secret()))).isInstanceOf(Refusal.OfferNotFound.class);
        assertThat(node.offered("web-02").entry().value().port()).isEqualTo(5000);
    }

    @Test
    void anAcceptedOfferOutlivesItsTime() {
        Granted offer = node.offered("web-01");
        node.await(node.accept(offer.secret()));

        node.advance(60_000);

        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
    }

    @Test
    void eachOfferIsPlannedOnALeaseThatLastsForAllOfItsTime() {
        Lease first = leaseOf(node.offered("web-01"));
        node.advance(1_500);
        Lease second = leaseOf(node.offered("web-02"));

        assertThat(second).isNotEqualTo(first);
        node.advance(Duration.ofSeconds(TTL).toMillis() - 1);
        assertThat(node.holders()).containsOnlyKeys(5001);
    }

    @Test
    void anOfferPlannedAgainIsPlannedOnALeaseOfThatMoment() {
        TestNode rival = node.rival();
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Granted> offer = node.offer("web-01");
        node.turn();
        rival.allocated("web-02");
        node.advance(1_900);

        Instant plannedAgain = node.loop.now();
        held.letThrough();
        node.turn();

        Offer granted = (Offer) answerOf(offer).entry().value();
        assertThat(granted.expires()).isEqualTo(plannedAgain.plusSeconds(TTL));
        node.advance(Duration.ofSeconds(TTL).toMillis() - 1);
        assertThat(node.holders()).containsEntry(granted.port(), "offered web-01");
    }

    @Test
    void anOfferThatCommitsWithLessThanHalfItsTimeLeftIsRejectedAndPlannedAnew() {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Granted> offer = node.offer("web-01");
        node.advance(2_001);

        Instant plannedAgain = node.loop.now();
        held.letThrough();
        node.turn();

        Offer granted = (Offer) answerOf(offer).entry().value();
        assertThat(granted.expires()).isEqualTo(plannedAgain.plusSeconds(TTL));
        assertThat(node.holders()).hasSize(1);
        assertThat(kindsSent()).containsExactly("create_service", "claim", "remove", "claim");
        node.await(node.accept(answerOf(offer).secret()));
    }

    @Test
    void anOfferThatCommitsWithHalfItsTimeLeftIsHandedOut() {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Granted> offer = node.offer("web-01");
        node.advance(2_000);

        held.letThrough();
        node.turn();

        assertThat(answerOf(offer).entry()).isEqualTo(node.holding(5000));
        assertThat(kindsSent()).containsExactly("create_service", "claim");
    }

    /** The client may have asked another node with the key, and that node may have said yes. */
    @Test
    void aLateOfferWithAKeyIsHandedOutAllTheSame() {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Granted> offer = node.offer("web-01", "a-key-of-sixteen");
        node.advance(3_000);

        held.letThrough();
        node.turn();

        assertThat(answerOf(offer).entry()).isEqualTo(node.holding(5000));
        assertThat(kindsSent()).containsExactly("create_service", "claim");
    }

    @Test
    void anAllocationAtOnceIsNeverTooLate() {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Granted> allocation = node.allocate("web-01");
        node.advance(4_500);

        held.letThrough();
        node.turn();

        assertThat(answerOf(allocation).entry()).isEqualTo(node.holding(5000));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEndOfALateOfferIsSettledLikeAnyOther(boolean arrived) {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Granted> offer = node.offer("web-01");
        node.advance(2_500);
        if (arrived) {
            node.store.loseReply();
        } else {
            node.store.loseRequest();
        }
        held.letThrough();
        node.turn();
        assertThat(offer).isNotDone();

        Instant plannedAgain = node.loop.now();
        node.store.settle();
        node.turn();

        Offer granted = (Offer) answerOf(offer).entry().value();
        assertThat(granted.expires())
                .isBetween(plannedAgain.plusSeconds(TTL), node.loop.now().plusSeconds(TTL));
        assertThat(node.holders()).hasSize(1).containsEntry(granted.port(), "offered web-01");
    }

    /** {@code store-unavailable} would promise that nothing happened, but the offer stands. */
    @Test
    void anOfferThatCameTooLateAndCouldNotBeTakenBackIsNotCalledNothing() {
        TestNode patient = new TestNode(8).withDjango(5000, 5009);
        ScriptedStore.Held claim = patient.store.hold();
        CompletableFuture<Granted> offer = patient.offer("web-01");
        patient.turn();
        patient.store.loseRequest();
        patient.allocate("web-02"); // its unknown outcome keeps everything else from being sent
        patient.advance(4_100);

        claim.letThrough();
        patient.advance(1_000);

        assertThat(patient.holders()).containsEntry(5000, "offered web-01");
        assertThat(refusalOf(offer)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    private List<String> kindsSent() {
        return node.store.mutations().stream()
                .map(mutation -> mutation.kind().label())
                .toList();
    }

    private Lease leaseOf(Granted granted) {
        for (Mutation mutation : node.store.mutations()) {
            if (mutation.kind() == Mutation.Kind.CLAIM
                    && mutation.after(Holding.class).equals(granted.entry().value())) {
                return mutation.put(Holding.class).lease();
            }
        }
        throw new AssertionError("never claimed: " + granted);
    }
}

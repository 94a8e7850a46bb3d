package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.record.Holding;
import io.portmaster.record.Service;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rule 3: a mutation has committed, has conflicted, has changed nothing, or its outcome is unknown. Each is answered as such.
 */
class OutcomesTest {
    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();

    @Test
    void claimLostToARivalPicksAnotherPort() {
        node.records.pauseMirror();
        node.store.beforeNext(() -> rival.offered("web-02"));

        Granted granted = node.offered("web-01");

        assertThat(granted.entry().value().port()).isNotEqualTo(5000);
        assertThat(node.holders()).hasSize(2).containsEntry(5000, "offered web-02");
        assertThat(node.store.barriers()).as("a conflict teaches enough").isZero();
        node.assertSound();
    }

    @Test
    void claimOnAServiceThatMovedIsPlannedAgainInItsNewRange() {
        node.records.pauseMirror();
        node.store.beforeNext(() -> rival.await(rival.resize(5005, 5009)));

        assertThat(node.offered("web-01").entry().value().port()).isEqualTo(5005);
        node.assertSound();
    }

    @Test
    void claimOnAServiceThatWentIsRefused() {
        node.store.beforeNext(() -> rival.await(rival.delete(true)));

        assertThat(node.awaitRefusal(node.offer("web-01"))).isInstanceOf(Refusal.ServiceNotFound.class);
        assertThat(node.records.dump()).isEmpty();
    }

    @Test
    void claimForANameThatARivalTookIsRefusedByTheConflictItself() {
        node.records.pauseMirror();
        node.store.beforeNext(() -> rival.allocated("web-01"));

        assertThat(node.awaitRefusal(node.offer("web-01")))
                .isEqualTo(new Refusal.NameTaken(new Name("web-01"), 5000, Holding.State.ALLOCATED));
        assertThat(node.store.barriers()).as("a conflict proves enough").isZero();
    }

    @Test
    void claimForANameThatARivalTookIsRefused() {
        node.store.beforeNext(() -> rival.allocated("web-01"));

        assertThat(node.awaitRefusal(node.offer("web-01"))).isInstanceOf(Refusal.NameTaken.class);
    }

    @Test
    void acceptOfAnOfferThatARivalAcceptedIsAnsweredAsRepeated() {
        Granted offer = node.offered("web-01");
        node.store.beforeNext(() -> rival.await(rival.accept(offer.secret())));

        assertThat(node.await(node.accept(offer.secret())).replayed()).isTrue();
    }

    @Test
    void rejectOfAnOfferThatARivalAcceptedIsRefused() {
        Granted offer = node.offered("web-01");
        node.store.beforeNext(() -> rival.await(rival.accept(offer.secret())));

        assertThat(node.awaitRefusal(node.reject(offer.secret()))).isEqualTo(new Refusal.OfferAccepted(5000));
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
    }

    @Test
    void aReplyThatComesAfterARivalsChangeIsStillAYes() {
        node.store.beforeReply(() -> rival.await(rival.allocator.withdraw(
                rival.caller(), TestNode.ref(TestNode.DJANGO), new PortReference.ByNumber(5000), Precondition.NONE)));

        Granted granted = node.offered("web-01");

        assertThat(granted.entry().value().port()).isEqualTo(5000);
        assertThat(node.holders()).isEmpty();
        assertThat(node.awaitRefusal(node.accept(granted.secret()))).isInstanceOf(Refusal.OfferNotFound.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"LEASE_GONE", "FENCED"})
    void whatSurelyChangedNothingIsPlannedAgain(Reason reason) {
        node.store.refuse(reason);
        Granted granted = node.offered("web-01");

        node.store.refuse(reason);
        node.await(node.accept(granted.secret()));

        node.store.refuse(reason);
        node.await(node.release("web-01"));

        node.store.refuse(reason);
        node.await(node.resize(5000, 5010));

        node.store.refuse(reason);
        node.await(node.delete(false));

        assertThat(granted.entry().value().port()).isEqualTo(5000);
        assertThat(node.records.dump()).isEmpty();
    }

    @Test
    void aLeaseThatIsGoneIsNotUsedAgain() {
        Lease gone = plannedOffer("web-01").put(Holding.class).lease();
        node.records.revoke(gone);

        node.offered("web-02");

        Mutation last = node.store.mutations().get(node.store.mutations().size() - 1);
        assertThat(last.put(Holding.class).lease()).isNotEqualTo(gone);
        assertThat(node.holders()).containsExactlyEntriesOf(Map.of(5000, "offered web-02"));
    }

    @Test
    void whatTheStoreRefusesForItsFormIsNotTriedForEver() {
        node.store.refuse(Reason.INVALID);

        assertThat(node.awaitRefusal(node.offer("web-01"))).isInstanceOf(Refusal.StoreUnavailable.class);
        assertThat(node.store.sent()).hasSize(2); // the service's creation, and this
    }

    @Test
    void whatNeverLeftThisNodeIsRefusedWithThePromiseThatNothingHappened() {
        node.store.refuse(Reason.NOT_SENT);

        assertThat(node.awaitRefusal(node.offer("web-01"))).isInstanceOf(Refusal.StoreUnavailable.class);
        assertThat(node.holders()).isEmpty();
        assertThat(node.offered("web-01").entry().value().port()).isEqualTo(5000);
    }

    @Test
    void anUnknownOutcomeIsTakenNeitherForAYesNorForANo() {
        node.store.loseReply();

        CompletableFuture<Granted> offer = node.offer("web-01");
        node.turn();
        node.advance(1_000);

        assertThat(offer).isNotDone();
        assertThat(node.store.sent()).hasSize(2);
    }

    @Test
    void anUnknownOutcomeIsUnknownForAllThatTravelledTogether() {
        node.store.loseReply();

        CompletableFuture<Granted> one = node.offer("web-01");
        CompletableFuture<Granted> two = node.offer("web-02");
        node.advance(6_000);

        assertThat(refusalOf(one)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(refusalOf(two)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(node.holders()).hasSize(2);
    }

    @Test
    void claimsOfOneMomentAreOneTransaction() {
        CompletableFuture<Granted> one = node.allocate("web-01");
        CompletableFuture<Granted> two = node.allocate("web-02");
        CompletableFuture<Granted> three = node.allocate("web-03");
        node.turn();

        assertThat(answerOf(one).entry().value().port()).isEqualTo(5000);
        assertThat(answerOf(two).entry().value().port()).isEqualTo(5001);
        assertThat(answerOf(three).entry().value().port()).isEqualTo(5002);
        assertThat(node.store.sent()).hasSize(2);
        assertThat(node.store.sent().get(1)).hasSize(3);
    }

    private Mutation plannedOffer(String name) {
        node.offered(name);
        return node.store.mutations().get(node.store.mutations().size() - 1);
    }

    @Test
    void aServiceIsWhatItsLastChangeSaid() {
        node.store.beforeNext(() -> rival.await(rival.resize(5000, 5020)));

        Service changed = node.await(node.describe("ours")).entry().value();

        assertThat(changed.description()).isEqualTo("ours");
        assertThat(changed.ports().highest()).isEqualTo(5020);
    }
}

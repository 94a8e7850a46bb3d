package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.record.Allocation;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Offer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A repeated request gets what the contract's table says. */
class RepeatedRequestsTest {
    private static final String KEY = "a-key-of-sixteen";

    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();

    @Test
    void anOfferWithTheSameKeyGetsTheFirstAnswerAgainOnAnyNode() {
        Granted first = node.await(node.offer("web-01", KEY));

        Granted again = rival.await(rival.offer("web-01", KEY));

        assertThat(first.replayed()).isFalse();
        assertThat(again).isEqualTo(new Granted(first.entry(), first.secret(), true));
        assertThat(node.holders()).hasSize(1);
    }

    @Test
    void anOfferWithTheSameKeyShowsThatItWasAcceptedMeanwhile() {
        Granted first = node.await(node.offer("web-01", KEY));
        node.await(node.accept(first.secret()));

        Granted again = node.await(node.offer("web-01", KEY));

        assertThat(again.replayed()).isTrue();
        assertThat(again.secret()).isEqualTo(first.secret());
        assertThat(again.entry().value()).isInstanceOf(Allocation.class);
    }

    @Test
    void twoRequestsWithTheSameKeyAtTheSameTimeGetOnePort() {
        CompletableFuture<Granted> one = node.offer("web-01", KEY);
        CompletableFuture<Granted> two = node.offer("web-01", KEY);
        CompletableFuture<Granted> three = rival.offer("web-01", KEY);
        node.turn();

        assertThat(answerOf(one).entry())
                .isEqualTo(answerOf(two).entry())
                .isEqualTo(answerOf(three).entry());
        assertThat(answerOf(one).secret())
                .isEqualTo(answerOf(two).secret())
                .isEqualTo(answerOf(three).secret());
        assertThat(node.holders()).hasSize(1);
    }

    @Test
    void anOfferWithTheKeyOfARejectedOneIsNew() {
        Granted first = node.await(node.offer("web-01", KEY));
        node.await(node.reject(first.secret()));

        Granted next = node.await(node.offer("web-01", KEY));

        assertThat(next.replayed()).isFalse();
        assertThat(next.secret()).isNotEqualTo(first.secret());
        assertThat(node.awaitRefusal(node.accept(first.secret()))).isInstanceOf(Refusal.OfferNotFound.class);
    }

    @Test
    void anOfferWithTheKeyOfAnExpiredOneIsNew() {
        Granted first = node.await(node.offer("web-01", KEY));
        node.advance(40_000);
        assertThat(node.holders()).isEmpty();

        Granted next = node.await(node.offer("web-01", KEY));

        assertThat(next.replayed()).isFalse();
        assertThat(next.secret()).isNotEqualTo(first.secret());
    }

    @Test
    void anOfferWithTheKeyOfAReleasedAllocationIsNew() {
        Granted first = node.await(node.allocate("web-01", KEY));
        node.await(node.release("web-01"));

        Granted next = node.await(node.allocate("web-01", KEY));

        assertThat(next.replayed()).isFalse();
        assertThat(next.secret()).isNotEqualTo(first.secret());
    }

    @Test
    void aKeyWithOtherWishesIsRefused() {
        node.await(node.offer("web-01", KEY));
        node.await(node.allocate("web-02", KEY));

        assertThat(node.awaitRefusal(node.allocate("web-01", KEY)))
                .isEqualTo(new Refusal.IdempotencyKeyReused(new Name("web-01")));
        assertThat(node.awaitRefusal(node.offer("web-02", KEY)))
                .isEqualTo(new Refusal.IdempotencyKeyReused(new Name("web-02")));
    }

    @Test
    void aKeyWithOtherWishesIsRefusedThoughTheOfferWasAcceptedMeanwhile() {
        Granted first = node.await(node.offer("web-01", KEY));
        node.await(node.accept(first.secret()));

        assertThat(node.awaitRefusal(node.allocate("web-01", KEY))).isInstanceOf(Refusal.IdempotencyKeyReused.class);
    }

    @Test
    void aKeyCountsWithinItsName() {
        Granted one = node.await(node.offer("web-01", KEY));
        Granted two = node.await(node.offer("web-02", KEY));

        assertThat(two.replayed()).isFalse();
        assertThat(two.secret()).isNotEqualTo(one.secret());
    }

    @Test
    void anotherKeyForATakenNameIsRefused() {
        node.await(node.offer("web-01", KEY));

        assertThat(node.awaitRefusal(node.offer("web-01", "another-key-of-twenty")))
                .isEqualTo(new Refusal.NameTaken(new Name("web-01"), 5000, State.OFFERED));
    }

    @Test
    void anOfferForATakenNameWithoutAKeyIsRefused() {
        node.offered("web-01");
        node.allocated("web-02");

        assertThat(node.awaitRefusal(node.offer("web-01")))
                .isEqualTo(new Refusal.NameTaken(new Name("web-01"), 5000, State.OFFERED));
        assertThat(node.awaitRefusal(node.allocate("web-02")))
                .isEqualTo(new Refusal.NameTaken(new Name("web-02"), 5001, State.ALLOCATED));
    }

    @Test
    void anAcceptOfAnAcceptedOfferGetsTheSameAllocation() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(node.accept(offer.secret()));
        node.advance(1_000);

        Accepted again = rival.await(rival.accept(offer.secret()));

        assertThat(first.replayed()).isFalse();
        assertThat(again).isEqualTo(new Accepted(first.entry(), true));
    }

    @Test
    void anAcceptAfterTheEndIsRefused() {
        Granted rejected = node.offered("web-01");
        node.await(node.reject(rejected.secret()));
        Granted expired = node.offered("web-02");
        node.advance(40_000);
        Granted released = node.offered("web-03");
        node.await(node.accept(released.secret()));
        node.await(node.release("web-03"));

        for (Granted ended : new Granted[] {rejected, expired, released}) {
            assertThat(node.awaitRefusal(node.accept(ended.secret()))).isEqualTo(new Refusal.OfferNotFound(DJANGO));
            assertThat(node.awaitRefusal(node.reject(ended.secret()))).isEqualTo(new Refusal.OfferNotFound(DJANGO));
        }
    }

    @Test
    void aRejectOfAnAcceptedOfferIsRefused() {
        Granted offer = node.offered("web-01");
        node.await(node.accept(offer.secret()));

        assertThat(node.awaitRefusal(node.reject(offer.secret()))).isEqualTo(new Refusal.OfferAccepted(5000));
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
    }

    @Test
    void aReleaseOfAReleasedPortIsRefused() {
        node.allocated("web-01");
        node.await(node.release(5000));

        assertThat(node.awaitRefusal(node.release(5000))).isEqualTo(new Refusal.PortNotFound("5000"));
        assertThat(node.awaitRefusal(node.release("web-01"))).isEqualTo(new Refusal.PortNotFound("web-01"));
    }

    @Test
    void aServiceThatIsThereIsNotCreatedAgainWhateverItsDefinition() {
        assertThat(node.awaitRefusal(node.create(DJANGO, 5000, 5009))).isInstanceOf(Refusal.ServiceExists.class);
        assertThat(node.awaitRefusal(node.create(DJANGO, 7000, 7009))).isInstanceOf(Refusal.ServiceExists.class);
    }

    @Test
    void aSecretOpensNothingOutsideItsService() {
        Name flask = new Name("flask");
        node.await(node.create(flask, 6000, 6009));
        Granted offer = node.offered("web-01");

        assertThat(node.awaitRefusal(node.accept(TestNode.ref(flask), offer.secret(), Precondition.NONE)))
                .isEqualTo(new Refusal.OfferNotFound(flask));
        assertThat(node.awaitRefusal(
                        node.reject(TestNode.ref(flask), offer.secret(), Rejection.PLAIN, Precondition.NONE)))
                .isEqualTo(new Refusal.OfferNotFound(flask));
    }

    @Test
    void aSecretThatNobodyMadeOpensNothing() {
        assertThat(node.awaitRefusal(node.accept(new Secret(new UUID(1, 2).toString()))))
                .isEqualTo(new Refusal.OfferNotFound(DJANGO));
    }

    @Test
    void aServiceThatIsNotThereIsSaidToBeMissingWhateverIsAskedOfIt() {
        node.await(node.delete(false));
        Refusal missing = new Refusal.ServiceNotFound(DJANGO);

        assertThat(node.awaitRefusal(node.offer("web-01"))).isEqualTo(missing);
        assertThat(node.awaitRefusal(node.accept(new Secret("x")))).isEqualTo(missing);
        assertThat(node.awaitRefusal(node.reject(new Secret("x")))).isEqualTo(missing);
        assertThat(node.awaitRefusal(node.release(5000))).isEqualTo(missing);
        assertThat(node.awaitRefusal(node.release("web-01"))).isEqualTo(missing);
        assertThat(node.awaitRefusal(node.describe("x"))).isEqualTo(missing);
        assertThat(node.awaitRefusal(node.delete(true))).isEqualTo(missing);
        assertThat(node.awaitRefusal(node.queries.service(node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO))))
                .isEqualTo(missing);
    }

    @Test
    void anOfferIsNoAllocationToARelease() {
        node.offered("web-01");

        assertThat(node.awaitRefusal(node.release(5000))).isEqualTo(new Refusal.PortNotFound("5000", 5000));
        assertThat(node.awaitRefusal(node.release("web-01"))).isEqualTo(new Refusal.PortNotFound("web-01", 5000));
        assertThat(node.holders()).hasSize(1);
    }

    @Test
    void anOperatorWithdrawsAnOfferByPortOrNameAndNothingElse() {
        node.offered("web-01");
        node.offered("web-02");
        node.allocated("web-03");

        node.await(withdrawal(new PortReference.ByNumber(5000)));
        node.await(withdrawal(new PortReference.ByName(new Name("web-02"))));

        assertThat(node.holders()).containsOnlyKeys(5002);
        assertThat(node.awaitRefusal(withdrawal(new PortReference.ByNumber(5002))))
                .isEqualTo(new Refusal.OfferAccepted(5002));
        assertThat(refusalOf(node.loop.settle(withdrawal(new PortReference.ByNumber(5000)))))
                .isEqualTo(new Refusal.OfferNotFound(DJANGO));
    }

    @Test
    void aReleasedPortIsTheNextToGo() {
        for (int i = 0; i < 5; i++) {
            assertThat(node.allocated("web-" + i).entry().value().port()).isEqualTo(5000 + i);
        }
        node.await(node.release(5002));

        assertThat(node.allocated("next").entry().value().port()).isEqualTo(5002);
        assertThat(node.allocated("one-more").entry().value().port()).isEqualTo(5005);
    }

    @Test
    void anOfferSaysWhatWasPromised() {
        Granted granted = node.offered("web-01");

        Offer offer = (Offer) granted.entry().value();
        assertThat(offer.ttl()).isEqualTo(TestNode.TTL);
        assertThat(offer.created()).isEqualTo(node.loop.now());
        assertThat(offer.receipt().secretSha256()).isEqualTo(granted.secret().sha256());
        assertThat(node.holding(5000)).isEqualTo(granted.entry());
    }

    private CompletableFuture<Void> withdrawal(PortReference port) {
        return node.allocator.withdraw(node.caller(), TestNode.ref(DJANGO), port, Precondition.NONE);
    }
}

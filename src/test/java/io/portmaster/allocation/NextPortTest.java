package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Busy ports of offers are replaced by others, under the same secret. */
class NextPortTest {
    private static final Precondition NEVER = new Precondition(Set.of(1L));

    private final TestNode node = new TestNode().withDjango(5000, 5003);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    @BeforeEach
    void letPortsCool() {
        prepared.delays(null, 100);
    }

    @Test
    void theOfferHasAnotherPortAndItsWholeTimeAgain() {
        Granted offer = node.offered("web-01");
        Offer before = (Offer) offer.entry().value();
        node.advance(20_000);
        Instant asked = node.loop.now();

        Granted next = next(offer, 5000);

        assertThat(next.replayed()).isFalse();
        assertThat(next.secret()).isEqualTo(offer.secret());
        assertThat(next.entry()).isEqualTo(node.holding(5001));
        Offer after = (Offer) next.entry().value();
        assertThat(after.receipt()).isEqualTo(before.receipt());
        assertThat(after.name()).isEqualTo(before.name());
        assertThat(after.ttl()).isEqualTo(before.ttl());
        assertThat(after.created()).isAfterOrEqualTo(asked);
        assertThat(node.holders()).isEqualTo(Map.of(5001, "offered web-01"));
        Cooling cooling = prepared.coolingThatStands(5000);
        assertThat(cooling.reason()).isEqualTo(Cooling.Reason.BUSY);
        assertThat(cooling.delay()).isEqualTo(100);
        node.assertSound();

        node.advance(TestNode.TTL * 1_000 - 500);
        assertThat(node.holders()).as("the lease of before has ended").containsKey(5001);
        node.await(node.accept(offer.secret()));
    }

    @Test
    void theOtherOffersOfTheGroupStayAndEndWithTheNewOne() {
        Granted group = prepared.group(5000, "web.http", "web.admin");
        node.advance(20_000);

        Granted next = next(group, 5001);

        assertThat(next.entries()).containsExactly(node.holding(5000), node.holding(5002));
        assertThat(next.entries()).extracting(entry -> entry.value().created()).containsOnly(created(5000));
        assertThat(node.store.mutations()).last().extracting(Mutation::kind).isEqualTo(Mutation.Kind.NEXT);
        assertThat(node.store.recordsOnLease())
                .as("all of the group are on the lease")
                .isEqualTo(2);
        Lease fresh = leaseOf(new Key.PortKey(Space.DEFAULT, 5002));
        assertThat(leaseOf(new Key.PortKey(Space.DEFAULT, 5000))).isEqualTo(fresh);
        assertThat(leaseOf(new Key.OfferIndex(Space.DEFAULT, DJANGO, new Name("web.http"))))
                .isEqualTo(fresh);
        assertThat(leaseOf(new Key.OfferIndex(Space.DEFAULT, DJANGO, new Name("web.admin"))))
                .isEqualTo(fresh);
        assertThat(prepared.cooling(5000)).isNull();

        node.advance((TestNode.TTL - 10) * 1_000);
        assertThat(node.holders()).containsOnlyKeys(5000, 5002);
        node.advance(20_000);
        assertThat(node.holders()).as("all end at once").isEmpty();
    }

    private Instant created(int port) {
        return node.holding(port).value().created();
    }

    private Lease leaseOf(Key key) {
        return node.records.lease(key);
    }

    @Test
    void allPortsOfAGroupMayBeBusy() {
        Granted group = prepared.group(5000, "web.http", "web.admin");

        Granted next = next(group, 5000, 5001);

        assertThat(next.entries())
                .extracting(entry -> entry.value().name().value())
                .containsExactly("web.http", "web.admin");
        assertThat(node.holders()).containsOnlyKeys(5002, 5003);
        assertThat(node.await(node.accept(group.secret())).entries()).hasSize(2);
    }

    @Test
    void aRepetitionAnswersTheCurrentOffer() {
        Granted offer = node.offered("web-01");
        Granted next = next(offer, 5000);

        Granted again = next(offer, 5000);

        assertThat(again).isEqualTo(new Granted(next.entries(), offer.secret(), true));
        assertThat(prepared.cooling(5001)).as("the port that it did not reject").isNull();
        assertThat(next(offer, 5001).entry().value().port()).isEqualTo(5002);
    }

    /** The current offer is answered whatever {@code If-Match} says: its own success has changed the offer. */
    @Test
    void aRepetitionIsNotRefusedForItsOwnSuccess() {
        Granted offer = node.offered("web-01");
        Precondition seen = Prepared.at(offer.entry());
        node.await(next(node, offer, seen, 5000));

        assertThat(answer(next(node, offer, seen, 5000)).replayed()).isTrue();
        assertThat(node.awaitRefusal(next(node, offer, seen, 5001)))
                .isEqualTo(new Refusal.PreconditionFailed(node.holding(5001).modRevision()));
        assertThat(node.awaitRefusal(next(node, offer, NEVER, 5001))).isInstanceOf(Refusal.PreconditionFailed.class);
    }

    @Test
    void aConsecutiveGroupHasNoNextPort() {
        Granted group = prepared.group(5000, true, "web.http", "web.admin");

        assertThat(node.awaitRefusal(next(node, group, Precondition.NONE, 5000)))
                .isEqualTo(new Refusal.NextOfNeighbours());
        assertThat(node.holders()).containsOnlyKeys(5000, 5001);
    }

    @Test
    void ifNothingIsFreeNothingChanges() {
        Granted group = prepared.group(5000, "web.http", "web.admin");
        node.allocated("web-03");
        List<Entry<?>> before = node.records.dump();

        Refusal refusal = node.awaitRefusal(next(node, group, Precondition.NONE, 5000, 5001));

        assertThat(refusal).isInstanceOf(Refusal.RangeExhausted.class);
        assertThat(node.records.dump()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void noRangeIsCalledExhaustedWhileOnlyAClaimUnderWayHoldsTheFreePort() {
        Granted offer = node.offered("web-01");
        rival.allocated("web-02");
        rival.allocated("web-03");
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Granted> claim = node.allocate("web-04");
        node.turn();
        assertThat(held.wasSent()).isTrue();

        CompletableFuture<?> next = next(node, offer, Precondition.NONE, 5000);
        node.turn();
        assertThat(next).isNotDone();
        held.letThrough();

        assertThat(node.awaitRefusal(next)).isInstanceOf(Refusal.RangeExhausted.class);
        assertThat(answerOf(claim).entry().value().port()).isEqualTo(5003);
    }

    @Test
    void portsThatCoolAreNotChosen() {
        Granted first = node.offered("web-01");
        next(first, 5000);
        Granted second = node.offered("web-02");

        assertThat(second.entry().value().port()).isEqualTo(5002);
        assertThat(next(second, 5002).entry().value().port()).isEqualTo(5003);
    }

    @Test
    void aPortThatIsLostToARivalOnTheWayIsNotGivenTwice() {
        Granted offer = node.offered("web-01");
        node.store.beforeNext(() -> rival.allocated("web-02"));

        Granted next = next(offer, 5000);

        assertThat(next.entry().value().port()).isNotEqualTo(5001);
        assertThat(node.holders()).containsEntry(5001, "allocated web-02").hasSize(2);
    }

    /** The new port has no record on the way, but begins to cool. */
    @Test
    void aPortThatBeginsToCoolOnTheWayIsNotGiven() {
        Granted offer = node.offered("web-01");
        node.store.beforeNext(() -> {
            Granted elsewhere = rival.offered("web-02");
            assertThat(elsewhere.entry().value().port()).isEqualTo(5001);
            rival.await(rival.reject(
                    TestNode.ref(DJANGO), elsewhere.secret(), new Rejection(Set.of(5001), false), Precondition.NONE));
        });

        assertThat(next(offer, 5000).entry().value().port()).isNotEqualTo(5001);
    }

    @Test
    void anAcceptOnTheWayWins() {
        Granted offer = node.offered("web-01");
        node.await(node.records.lease(Duration.ofSeconds(100)));
        node.store.beforeNext(() -> rival.await(rival.accept(offer.secret())));

        assertThat(node.awaitRefusal(next(node, offer, Precondition.NONE, 5000)))
                .isEqualTo(new Refusal.OfferAccepted(5000));
        assertThat(node.holders()).isEqualTo(Map.of(5000, "allocated web-01"));
        assertThat(prepared.cooling(5000)).isNull();
    }

    @Test
    void whatNobodyOffersIsNotFound() {
        Granted offer = node.offered("web-01");
        node.await(node.reject(offer.secret()));

        assertThat(node.awaitRefusal(next(node, offer, Precondition.NONE, 5000)))
                .isEqualTo(new Refusal.OfferNotFound(DJANGO));
    }

    @Test
    void anAnswerThatWasLostIsGivenByTheNextAttempt() {
        Granted offer = node.offered("web-01");
        node.await(node.records.lease(Duration.ofSeconds(100)));
        node.store.loseReply();
        CompletableFuture<Granted> lost = next(node, offer, Precondition.NONE, 5000);
        node.turn();

        Granted elsewhere = rival.await(next(rival, offer, Precondition.NONE, 5000));
        node.store.settle();
        node.turn();

        assertThat(elsewhere.replayed()).isTrue();
        assertThat(answerOf(lost)).isEqualTo(new Granted(elsewhere.entries(), offer.secret(), false));
        assertThat(node.holders()).isEqualTo(Map.of(5001, "offered web-01"));
        assertThat(prepared.cooling(5001)).isNull();
    }

    @Test
    void whatNeverArrivedIsSentAgain() {
        Granted offer = node.offered("web-01");
        node.await(node.records.lease(Duration.ofSeconds(100)));
        node.store.loseRequest();
        CompletableFuture<Granted> lost = next(node, offer, Precondition.NONE, 5000);
        node.turn();

        node.store.settle();
        node.turn();

        assertThat(answerOf(lost).entry()).isEqualTo(node.holding(5001));
        assertThat(node.holders()).isEqualTo(Map.of(5001, "offered web-01"));
    }

    /** It took effect, and the offer was rejected since: neither yes nor no would be true. */
    @Test
    void afterAnUnknownOutcomeTheLossOfTheOfferIsCalledUnknown() {
        Granted offer = node.offered("web-01");
        node.await(node.records.lease(Duration.ofSeconds(100)));
        node.store.loseReply();
        CompletableFuture<Granted> lost = next(node, offer, Precondition.NONE, 5000);
        node.turn();
        rival.await(rival.reject(offer.secret()));

        node.store.settle();
        node.turn();

        assertThat(refusalOf(lost)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    /** Rule 9: nobody is told of an offer that has less than half of its time left. */
    @Test
    void anAnswerThatComesLateRenewsTheTime() {
        TestNode hasty = new TestNode(4).withDjango(5000, 5009);
        Granted offer = hasty.offered("web-01");
        ScriptedStore.Held held = holdNext(hasty, offer);
        hasty.advance(2_500);
        held.letThrough();

        Granted next = hasty.await(late);

        Offer after = (Offer) next.entry().value();
        assertThat(next.entry()).isEqualTo(hasty.holding(5001));
        assertThat(after.created()).isAfter(hasty.loop.now().minusSeconds(1));
        hasty.advance(3_500);
        assertThat(hasty.holders()).isEqualTo(Map.of(5001, "offered web-01"));
    }

    /** The other port was given: nothing that follows makes that undone. */
    @Test
    void anAnswerThatComesLateIsNotCalledNothingIfTheTimeCannotBeRenewed() {
        TestNode hasty = new TestNode(4).withDjango(5000, 5009);
        ScriptedStore.Held held = holdNext(hasty, hasty.offered("web-01"));
        hasty.advance(2_500);
        hasty.store.grantNothing("etcd has no space left");
        held.letThrough();

        assertThat(hasty.awaitRefusal(late)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(hasty.holders()).isEqualTo(Map.of(5001, "offered web-01"));
    }

    private CompletableFuture<Granted> late = new CompletableFuture<>();

    private ScriptedStore.Held holdNext(TestNode on, Granted offer) {
        new Prepared(on).delays(null, 100);
        on.await(on.records.lease(Duration.ofSeconds(100)));
        ScriptedStore.Held held = on.store.hold();
        late = next(on, offer, Precondition.NONE, 5000);
        on.turn();
        assertThat(held.wasSent()).isTrue();
        return held;
    }

    @Test
    void aServiceOfVersionOneIsRewrittenBeforeItsFirstCooling() {
        TestNode other = new TestNode().withDjango(5000, 5009);
        Granted offer = other.offered("web-01");

        other.await(next(other, offer, Precondition.NONE, 5000));

        assertThat(new Prepared(other).service().value().version()).isEqualTo(FormatVersion.V2);
        assertThat(new Prepared(other).coolingThatStands(5000).delay()).isEqualTo(600);
    }

    @Test
    void withoutABusyDelayTheBusyPortIsNotTakenAgainByTheSameRequest() {
        prepared.delays(null, 0);
        Granted offer = node.offered("web-01");

        assertThat(next(offer, 5000).entry().value().port()).isEqualTo(5001);
        assertThat(prepared.cooling(5000)).isNull();
    }

    @Test
    void theLongerCoolingStaysLonger() {
        prepared.delays(200, 100);
        node.allocated("web-01");
        node.await(node.release("web-01"));

        next(prepared.offerBack(5000, "web-01", TestNode.TTL), 5000);

        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(200);
    }

    /** The node has learned of the offer by a conflict, and nothing of the cooling beside it. */
    @Test
    void aLongerCoolingThatTheMirrorDoesNotShowYetIsNotMadeShorter() {
        prepared.delays(200, 100);
        Granted former = node.offered("web-01");
        node.await(node.records.lease(Duration.ofSeconds(100)));
        node.records.pauseMirror();
        rival.await(rival.accept(former.secret()));
        rival.await(rival.release("web-01"));
        Granted offer = new Prepared(rival).offerBack(5000, "web-01", TestNode.TTL);
        node.reject(former.secret());
        node.turn();

        CompletableFuture<Granted> next = next(node, offer, Precondition.NONE, 5000);
        node.turn();
        node.records.resumeMirror();
        node.await(next);

        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(200);
    }

    /** The client's host uses that one too, whoever has it: the client would only reject it. */
    @Test
    void aBusyPortThatIsNotTheOffersIsNotGivenInstead() {
        Granted offer = node.offered("web-01");

        assertThat(next(offer, 5000, 5001).entry().value().port()).isEqualTo(5002);
    }

    @Test
    void theIndexFollowsThePort() {
        Granted offer = node.offered("web-01");
        next(offer, 5000);

        Entry<?> index = node.record(new Key.OfferIndex(Space.DEFAULT, DJANGO, new Name("web-01")));
        assertThat(index).isNotNull();
        assertThat(index.value()).isEqualTo(new Value.Index(5001));
        assertThat(node.holding(5001).value()).isInstanceOf(Holding.class);
    }

    private Granted next(Granted offer, Integer... busy) {
        return answer(next(node, offer, Precondition.NONE, busy));
    }

    private Granted answer(CompletableFuture<Granted> request) {
        return node.await(request);
    }

    private static CompletableFuture<Granted> next(
            TestNode on, Granted offer, Precondition precondition, Integer... busy) {
        return on.reject(TestNode.ref(DJANGO), offer.secret(), new Rejection(Set.of(busy), true), precondition)
                .thenApply(granted -> granted.orElseThrow());
    }
}

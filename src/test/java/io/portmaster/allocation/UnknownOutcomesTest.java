package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules 4 and 5: an unknown outcome is settled by the fence and never guessed, and settling undoes nothing. */
class UnknownOutcomesTest {
    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();

    @Test
    void unknownClaimFoundCommittedIsAnsweredWithItsOwnSecret() {
        node.store.loseReply();
        CompletableFuture<Granted> offer = node.offer("web-01");
        node.turn();

        settle();

        Granted granted = answerOf(offer);
        assertThat(granted.replayed()).isFalse();
        assertThat(granted.entry()).isEqualTo(node.holding(5000));
        assertThat(granted.secret().sha256())
                .isEqualTo(node.holding(5000).value().receipt().secretSha256());
        assertThat(node.holders()).hasSize(1);
        node.await(node.accept(granted.secret()));
    }

    @Test
    void unknownClaimWithAKeyFoundCommittedIsNoReplay() {
        node.store.loseReply();
        CompletableFuture<Granted> offer = node.offer("web-01", "a-key-of-sixteen");
        node.turn();

        settle();

        assertThat(answerOf(offer).replayed()).isFalse();
    }

    @Test
    void unknownClaimThatNeverArrivedIsSentAgain() {
        node.store.loseRequest();
        CompletableFuture<Granted> offer = node.offer("web-01");
        node.turn();

        settle();

        assertThat(answerOf(offer).secret().sha256())
                .isEqualTo(node.holding(answerOf(offer).entry().value().port())
                        .value()
                        .receipt()
                        .secretSha256());
        assertThat(node.holders()).hasSize(1);
    }

    /** The claim may have taken effect and have been ended, before the rival came: the records look the same. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unknownClaimWhoseNameARivalTookMeanwhileIsCalledUnknown(boolean arrived) {
        lose(arrived);
        CompletableFuture<Granted> claim = node.allocate("web-01");
        node.turn();
        if (arrived) {
            rival.await(rival.release("web-01"));
        }
        Granted theirs = rival.allocated("web-01");

        settle();

        assertThat(refusalOf(claim)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(node.holding(5000)).isEqualTo(theirs.entry());
        assertThat(node.awaitRefusal(node.allocate("web-01"))).isInstanceOf(Refusal.NameTaken.class);
    }

    @Test
    void unknownClaimThatIsNotThereIsNotCalledNothing() {
        node.store.loseReply();
        CompletableFuture<Granted> claim = node.allocate("web-01");
        node.turn();
        rival.await(rival.release("web-01"));
        node.store.refuse(Reason.REFUSED);

        settle();

        assertThat(refusalOf(claim)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    @Test
    void nothingIsPlannedAgainBeforeTheFenceStands() {
        ScriptedStore.Delayed late = node.store.delayRequest();
        CompletableFuture<Granted> offer = node.offer("web-01");
        node.advance(1_000);
        assertThat(node.store.sent()).hasSize(2);

        // The first transaction arrives after all, before the fence. A second claim that was planned by then would have
        // lost the secret of the first.
        node.await(late.arrive());
        settle();

        assertThat(answerOf(offer).entry()).isEqualTo(node.holding(5000));
        assertThat(node.holders()).isEqualTo(Map.of(5000, "offered web-01"));
    }

    @Test
    void nothingElseIsSentBeforeTheFenceStands() {
        node.store.loseRequest();
        node.offer("web-01");
        node.turn();

        CompletableFuture<Granted> other = node.offer("web-02");
        node.turn();
        assertThat(other).isNotDone();

        settle();
        assertThat(answerOf(other).entry().value().name()).isEqualTo(new Name("web-02"));
    }

    @Test
    void aPortOfUnknownFateIsGivenToNobodyElse() {
        ScriptedStore.Held first = node.store.hold();
        CompletableFuture<Granted> one = node.allocate("web-01");
        node.turn();
        CompletableFuture<Granted> two = node.allocate("web-02");
        node.turn();
        assertThat(answerOf(two).entry().value().port()).isEqualTo(5001);

        node.records.pauseMirror();
        first.loseReply();
        node.turn();
        CompletableFuture<Granted> three = node.allocate("web-03");
        settle();

        assertThat(answerOf(one).entry().value().port()).isEqualTo(5000);
        assertThat(answerOf(three).entry().value().port()).isEqualTo(5002);
        assertThat(node.store.mutations()).as("claims that had to lose").hasSize(4);
    }

    @Test
    void unknownAcceptFoundDoneIsAYesOfItsOwn() {
        Granted offer = node.offered("web-01");
        node.store.loseReply();
        CompletableFuture<Accepted> accept = node.accept(offer.secret());
        node.turn();

        settle();

        assertThat(answerOf(accept).replayed()).isFalse();
        assertThat(answerOf(accept).entry()).isEqualTo(node.holding(5000));
    }

    @Test
    void unknownAcceptThatNeverArrivedIsSentAgain() {
        Granted offer = node.offered("web-01");
        node.store.loseRequest();
        CompletableFuture<Accepted> accept = node.accept(offer.secret());
        node.turn();

        settle();

        assertThat(answerOf(accept).entry()).isEqualTo(node.holding(5000));
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unknownRejectIsDoneOnce(boolean arrived) {
        Granted offer = node.offered("web-01");
        lose(arrived);
        CompletableFuture<?> reject = node.reject(offer.secret());
        node.turn();

        settle();

        assertThat(reject).isCompleted();
        assertThat(node.holders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unknownReleaseIsDoneOnce(boolean arrived) {
        node.allocated("web-01");
        lose(arrived);
        CompletableFuture<Void> release = node.release("web-01");
        node.turn();

        settle();

        assertThat(release).isCompleted();
        assertThat(node.holders()).isEmpty();
    }

    @Test
    void unknownCreateKnowsItsOwnService() {
        Name flask = new Name("flask");
        node.store.loseReply();
        CompletableFuture<ServiceStatus> create = node.create(flask, 6000, 6009);
        node.turn();

        settle();

        assertThat(answerOf(create).entry()).isEqualTo(node.record(new Key.ServiceKey(Space.DEFAULT, flask)));
    }

    @Test
    void unknownCreateDoesNotTakeARivalsServiceForItsOwn() {
        Name flask = new Name("flask");
        node.store.loseRequest();
        CompletableFuture<ServiceStatus> create = node.create(flask, 6000, 6009);
        node.turn();
        rival.await(rival.create(flask, 6000, 6009));

        settle();

        assertThat(refusalOf(create)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(node.awaitRefusal(node.create(flask, 6000, 6009))).isInstanceOf(Refusal.ServiceExists.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unknownChangeIsMadeOnce(boolean arrived) {
        lose(arrived);
        CompletableFuture<ServiceStatus> change = node.resize(5000, 5005);
        node.turn();

        settle();

        assertThat(answerOf(change).entry()).isEqualTo(node.record(new Key.ServiceKey(Space.DEFAULT, DJANGO)));
        assertThat(answerOf(change).entry().value().ports().highest()).isEqualTo(5005);
    }

    @Test
    void unknownChangeUnderAPreconditionIsNotRefusedForItsOwnSuccess() {
        long revision = Objects.requireNonNull(node.record(new Key.ServiceKey(Space.DEFAULT, DJANGO)))
                .modRevision();
        node.store.loseReply();
        CompletableFuture<ServiceStatus> change = node.allocator.changeService(
                node.caller(),
                TestNode.ref(DJANGO),
                new ServiceChange(true, "ours", null, null, null, null),
                new Precondition(Set.of(revision)));
        node.turn();

        settle();

        assertThat(answerOf(change).entry().value().description()).isEqualTo("ours");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unknownDeleteIsDoneOnce(boolean arrived) {
        node.allocated("web-01");
        lose(arrived);
        CompletableFuture<Void> delete = node.delete(true);
        node.turn();

        settle();

        assertThat(delete).isCompleted();
        assertThat(node.records.dump()).isEmpty();
    }

    @Test
    void unknownDeleteLeavesTheNextServiceOfThatNameAlone() {
        node.store.loseReply();
        CompletableFuture<Void> delete = node.delete(true);
        node.turn();
        rival.await(rival.create(DJANGO, 5000, 5009));
        rival.allocated("web-01");

        settle();

        assertThat(delete).isCompleted();
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
    }

    @Test
    void withoutAFenceInTimeTheAnswerIsThatNobodyKnows() {
        node.store.loseReply();
        CompletableFuture<Granted> offer = node.offer("web-01");

        node.advance(6_000);

        assertThat(refusalOf(offer)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    @Test
    void whatTurnsOutCommittedAfterItsClientHeardThatNobodyKnowsStays() {
        node.store.loseReply();
        CompletableFuture<Granted> offer = node.offer("web-01");
        node.store.loseReply();
        node.advance(6_000);
        assertThat(refusalOf(offer)).isEqualTo(new Refusal.OutcomeUnknown());

        settle();
        node.advance(1_000);

        assertThat(node.holders()).isEqualTo(Map.of(5000, "offered web-01"));
        assertThat(node.store.mutations()).hasSize(2);
    }

    @Test
    void anAnswerThatComesTooLateForItsClientUndoesNothing() {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Granted> offer = node.allocate("web-01");
        node.advance(6_000);
        assertThat(refusalOf(offer)).isEqualTo(new Refusal.OutcomeUnknown());

        held.letThrough();
        node.advance(1_000);

        assertThat(node.holders()).isEqualTo(Map.of(5000, "allocated web-01"));
    }

    @Test
    void whoAsksAgainWithItsKeyAfterAnUnknownOutcomeGetsWhatItHas() {
        node.store.loseReply();
        String key = "a-key-of-sixteen";
        CompletableFuture<Granted> offer = node.offer("web-01", key);
        node.advance(6_000);
        assertThat(refusalOf(offer)).isEqualTo(new Refusal.OutcomeUnknown());

        Granted elsewhere = rival.await(rival.offer("web-01", key));

        assertThat(elsewhere.replayed()).isTrue();
        assertThat(elsewhere.entry()).isEqualTo(node.holding(5000));
        rival.await(rival.accept(elsewhere.secret()));
    }

    @Test
    void anUnknownOutcomeThatIsSettledJustAfterTheDeadlineIsNotCalledNothing() {
        node.store.loseReply();
        CompletableFuture<Granted> offer = node.offer("web-01");
        node.turn();
        // The deadline passes between two plans.
        node.loop.stall(Duration.ofMillis(5_001));

        settle();

        assertThat(node.holders()).containsEntry(5000, "offered web-01");
        assertThat(refusalOf(offer)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    @Test
    void anUnknownOutcomeIsNotCalledNothingWhenTheMirrorIsEmptyOnceItIsSettled() {
        node.store.loseReply();
        CompletableFuture<Granted> offer = node.offer("web-01");
        node.turn();

        node.registry.clear();
        node.store.settle();
        node.advance(6_000);

        assertThat(refusalOf(offer)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    @Test
    void aChangeOfUnknownFateIsNotMadeAgainOverARivalsLaterOne() {
        node.store.loseReply();
        CompletableFuture<ServiceStatus> ours = node.describe("ours");
        node.turn();
        rival.await(rival.describe("theirs, later"));

        settle();

        Service django = (Service) Objects.requireNonNull(node.record(new Key.ServiceKey(Space.DEFAULT, DJANGO)))
                .value();
        assertThat(django.description()).isEqualTo("theirs, later");
        assertThat(refusalOf(ours)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    /** The service may have been created and deleted: the records look the same. */
    @Test
    void unknownCreateThatNeverArrivedIsNotSentAgain() {
        node.store.loseRequest();
        CompletableFuture<ServiceStatus> create = node.create(new Name("flask"), 6000, 6009);
        node.turn();

        settle();

        assertThat(refusalOf(create)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(node.records.dump()).hasSize(1);
    }

    @Test
    void aServiceOfUnknownFateThatWasDeletedMeanwhileIsNotBroughtBack() {
        Name flask = new Name("flask");
        node.store.loseReply();
        CompletableFuture<ServiceStatus> create = node.create(flask, 6000, 6009);
        node.turn();
        rival.await(rival.allocator.deleteService(rival.caller(), TestNode.ref(flask), false, Precondition.NONE));

        settle();

        assertThat(node.record(new Key.ServiceKey(Space.DEFAULT, flask))).isNull();
        assertThat(refusalOf(create)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    private void lose(boolean arrived) {
        if (arrived) {
            node.store.loseReply();
        } else {
            node.store.loseRequest();
        }
    }

    private void settle() {
        node.store.settle();
        node.turn();
    }
}

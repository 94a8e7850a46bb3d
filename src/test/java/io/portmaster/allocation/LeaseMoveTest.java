package io.portmaster.allocation;

import static io.portmaster.allocation.Prepared.FIRST;
import static io.portmaster.allocation.Prepared.SECOND;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Lease;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Accepts of what is an allocation already, with another lease. */
class LeaseMoveTest {
    private static final Precondition NEVER = new Precondition(java.util.Set.of(1L));

    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    @BeforeEach
    void makeLeases() {
        prepared.lease(FIRST, 30);
        prepared.lease(SECOND, 20);
        prepared.delays(1, null);
    }

    @Test
    void anAllocationIsMovedAndKeepsItsRevision() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE));

        Accepted moved = node.await(accept(node, offer, new LeaseWish.On(SECOND), Prepared.at(first.entry())));

        assertThat(moved.replayed()).isFalse();
        assertThat(moved.revision()).isEqualTo(first.revision()).isEqualTo(prepared.acceptedAt("web-01"));
        assertThat(moved.entry()).isEqualTo(node.holding(5000));
        assertThat(moved.entry().modRevision()).isGreaterThan(first.entry().modRevision());
        assertThat(moved.entry().value().lease()).isEqualTo(SECOND);
        assertThat(moved.entry().value().created())
                .isEqualTo(first.entry().value().created());
        assertThat(prepared.leasesOf(5000, "web-01")).isEqualTo(Prepared.pair(SECOND));
        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(20);

        node.records.revoke(FIRST);
        assertThat(node.holders()).as("the former lease has nothing").containsEntry(5000, "allocated web-01");
    }

    @Test
    void anAllocationOnNoLeaseIsPutOnOne() {
        Granted offer = node.offered("web-01");
        Accepted plain = node.await(node.accept(offer.secret()));

        Accepted moved = node.await(accept(node, offer, new LeaseWish.On(FIRST), Prepared.at(plain.entry())));

        assertThat(moved.revision()).isEqualTo(plain.revision());
        assertThat(prepared.leasesOf(5000, "web-01")).isEqualTo(Prepared.pair(FIRST));
    }

    @Test
    void nullTakesAnAllocationOffItsLease() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE));

        Accepted off = node.await(accept(node, offer, new LeaseWish.OnNone(), Prepared.at(first.entry())));

        assertThat(off.entry().value().lease()).isNull();
        assertThat(off.entry().value().version()).isEqualTo(FormatVersion.V1);
        assertThat(off.revision()).isEqualTo(first.revision());
        assertThat(prepared.cooling(5000)).isNull();
        node.records.revoke(FIRST);
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
    }

    @Test
    void withoutAPreconditionNothingIsMoved() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE));
        long revision = first.entry().modRevision();

        assertThat(node.awaitRefusal(accept(node, offer, new LeaseWish.On(SECOND), Precondition.NONE)))
                .isEqualTo(new Refusal.OnOtherLease(FIRST, revision));
        assertThat(node.awaitRefusal(accept(node, offer, new LeaseWish.OnNone(), Precondition.NONE)))
                .isEqualTo(new Refusal.OnOtherLease(FIRST, revision));
        assertThat(node.holding(5000)).isEqualTo(first.entry());
    }

    @Test
    void anAllocationThatHasChangedIsNotMoved() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE));

        assertThat(node.awaitRefusal(accept(node, offer, new LeaseWish.On(SECOND), Prepared.at(offer.entry()))))
                .isEqualTo(new Refusal.PreconditionFailed(first.entry().modRevision()));
    }

    @Test
    void anAllocationThatIsThereAlreadyIsAnsweredAsItIsWhateverThePrecondition() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE));

        for (Precondition precondition : java.util.List.of(Precondition.NONE, NEVER, Prepared.at(first.entry()))) {
            Accepted again = node.await(accept(node, offer, new LeaseWish.On(FIRST), precondition));

            assertThat(again).isEqualTo(new Accepted(first.entries(), true, first.revision()));
        }
    }

    @Test
    void anAcceptThatSaysNothingOfLeasesMovesNothing() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE));
        Accepted moved = node.await(accept(node, offer, new LeaseWish.On(SECOND), Prepared.at(first.entry())));

        Accepted again = node.await(node.accept(offer.secret()));

        assertThat(again).isEqualTo(new Accepted(moved.entries(), true, first.revision()));
    }

    @Test
    void aGroupIsMovedWholeAndTakenOffWhole() {
        Granted group = prepared.group(5000, "web.http", "web.admin");
        Accepted first = node.await(accept(node, group, new LeaseWish.On(FIRST), Precondition.NONE));

        Accepted moved = node.await(accept(node, group, new LeaseWish.On(SECOND), Prepared.at(first.entry())));

        assertThat(moved.entries()).containsExactly(allocation(5000), allocation(5001));
        assertThat(moved.revision()).isEqualTo(first.revision());
        assertThat(prepared.leasesOf(5000, "web.http")).isEqualTo(Prepared.pair(SECOND));
        assertThat(prepared.leasesOf(5001, "web.admin")).isEqualTo(Prepared.pair(SECOND));

        node.await(accept(node, group, new LeaseWish.OnNone(), Prepared.at(moved.entry())));
        assertThat(prepared.cooling(5000)).isNull();
        assertThat(prepared.cooling(5001)).isNull();
        assertThat(prepared.leasesOf(5001, "web.admin")).containsOnly(Lease.NONE);
    }

    @Test
    void whatIsLeftOfAGroupIsMoved() {
        Granted group = prepared.group(5000, "web.http", "web.admin");
        Accepted first = node.await(accept(node, group, new LeaseWish.On(FIRST), Precondition.NONE));
        node.await(node.release("web.http"));

        Accepted moved = node.await(accept(node, group, new LeaseWish.On(SECOND), Prepared.at(first.entry())));

        assertThat(moved.entries()).containsExactly(allocation(5001));
    }

    @Test
    void theNewLeaseHasToTakeIt() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE));
        Precondition seen = Prepared.at(first.entry());
        prepared.delays(25, null);

        assertThat(node.awaitRefusal(accept(node, offer, new LeaseWish.On(SECOND), seen)))
                .isEqualTo(new Refusal.LeaseTooShort(20, 25));
        prepared.delays(1, null);
        prepared.beginEnd(SECOND);
        assertThat(node.awaitRefusal(accept(node, offer, new LeaseWish.On(SECOND), seen)))
                .isEqualTo(new Refusal.LeaseNotFound(SECOND));
    }

    /** The accept has passed the node's checks, and hangs on its way. */
    @Test
    void anAcceptThatHangsDoesNotMoveBackWhatTheRestartedAgentHasMoved() {
        Granted offer = node.offered("web-01");
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Accepted> hanging = accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE);
        node.turn();
        assertThat(held.wasSent()).isTrue();
        Accepted second = rival.await(accept(rival, offer, new LeaseWish.On(FIRST), Precondition.NONE));
        Accepted moved = rival.await(accept(rival, offer, new LeaseWish.On(SECOND), Prepared.at(second.entry())));

        held.letThrough();
        node.turn();

        assertThat(refusalOf(hanging))
                .isEqualTo(new Refusal.OnOtherLease(SECOND, moved.entry().modRevision()));
        assertThat(node.holding(5000)).isEqualTo(moved.entry());
    }

    @Test
    void aMoveThatHangsDoesNotMoveBackWhatTheRestartedAgentHasMoved() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(accept(node, offer, new LeaseWish.OnNone(), Precondition.NONE));
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Accepted> hanging = accept(node, offer, new LeaseWish.On(FIRST), Prepared.at(first.entry()));
        node.turn();
        assertThat(held.wasSent()).isTrue();
        Accepted moved = rival.await(accept(rival, offer, new LeaseWish.On(SECOND), Prepared.at(first.entry())));

        held.letThrough();
        node.turn();

        assertThat(refusalOf(hanging))
                .isEqualTo(new Refusal.PreconditionFailed(moved.entry().modRevision()));
        assertThat(node.holding(5000)).isEqualTo(moved.entry());
    }

    /** The accept took effect, and its outcome is lost. The agent has moved the allocation since, on another node. */
    @Test
    void anAcceptOfUnknownOutcomeIsCalledUnknownAfterAMove() {
        Granted offer = node.offered("web-01");
        node.store.loseReply();
        CompletableFuture<Accepted> lost = accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE);
        node.turn();
        Accepted moved = rival.await(accept(rival, offer, new LeaseWish.On(SECOND), Prepared.at(node.holding(5000))));

        node.store.settle();
        node.turn();

        assertThat(refusalOf(lost)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(node.holding(5000)).isEqualTo(moved.entry());
    }

    @Test
    void aMoveOfUnknownOutcomeIsAnsweredByWhatStands() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE));
        node.store.loseReply();
        CompletableFuture<Accepted> move = accept(node, offer, new LeaseWish.On(SECOND), Prepared.at(first.entry()));
        node.turn();

        node.store.settle();
        node.turn();

        assertThat(answerOf(move))
                .isEqualTo(new Accepted(java.util.List.of(allocation(5000)), false, first.revision()));
        assertThat(answerOf(move).entry().value().lease()).isEqualTo(SECOND);
    }

    @Test
    void aMoveThatNeverArrivedIsSentAgain() {
        Granted offer = node.offered("web-01");
        Accepted first = node.await(accept(node, offer, new LeaseWish.On(FIRST), Precondition.NONE));
        node.store.loseRequest();
        CompletableFuture<Accepted> move = accept(node, offer, new LeaseWish.On(SECOND), Prepared.at(first.entry()));
        node.turn();

        node.store.settle();
        node.turn();

        assertThat(answerOf(move).entry().value().lease()).isEqualTo(SECOND);
        assertThat(answerOf(move).entry()).isEqualTo(node.holding(5000));
    }

    private Entry<Allocation> allocation(int port) {
        return Objects.requireNonNull(node.holding(port).as(Allocation.class));
    }

    private static CompletableFuture<Accepted> accept(
            TestNode on, Granted offer, LeaseWish lease, Precondition precondition) {
        return on.allocator.accept(on.caller(), Prepared.accept(offer.secret(), lease, precondition));
    }
}

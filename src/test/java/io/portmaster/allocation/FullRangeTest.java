package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.Space;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rule 7: no false "full". */
class FullRangeTest {
    private final TestNode node = new TestNode().withDjango(5000, 5000);
    private final TestNode rival = node.rival();

    @Test
    void rangeIsNotCalledFullWhileAFreePortIsOnlyClaimedByThisNode() {
        ScriptedStore.Held claim = node.store.hold();
        CompletableFuture<Granted> first = node.allocate("web-01");
        node.turn();

        CompletableFuture<Granted> second = node.allocate("web-02");
        node.advance(1_000);
        assertThat(second).as("an answer while the only port's fate is open").isNotDone();

        rival.await(rival.resize(5000, 5001));
        node.turn();
        claim.letThrough();
        node.turn();
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
    }

    @Test
    void whoWaitedForAClaimThatFailedGetsItsPort() {
        ScriptedStore.Held claim = node.store.hold();
        CompletableFuture<Granted> first = node.allocate("web-01");
        node.turn();
        CompletableFuture<Granted> second = node.allocate("web-02");
        node.turn();
        // Another client takes the first one's name at the last moment.
        node.records.put(new Key.InstanceIndex(Space.DEFAULT, DJANGO, new Name("web-01")), new Value.Index(5001));

        claim.letThrough();
        node.turn();

        assertThat(refusalOf(first)).isInstanceOf(Refusal.NameTaken.class);
        assertThat(answerOf(second).entry().value().port()).isEqualTo(5000);
    }

    @Test
    void whoWaitedForAClaimThatCommittedHearsThatTheRangeIsFull() {
        ScriptedStore.Held claim = node.store.hold();
        CompletableFuture<Granted> first = node.allocate("web-01");
        node.turn();
        CompletableFuture<Granted> second = node.allocate("web-02");
        node.turn();

        claim.letThrough();
        node.turn();

        assertThat(first).isCompleted();
        assertThat(refusalOf(second)).isEqualTo(new Refusal.RangeExhausted(DJANGO, new PortCounts(1, 1, 0)));
    }

    @Test
    void whoWaitedForAClaimOfUnknownFateGetsItsPortIfThatNeverArrived() {
        ScriptedStore.Delayed lost = node.store.delayRequest();
        CompletableFuture<Granted> first = node.allocate("web-01");
        node.turn();
        CompletableFuture<Granted> second = node.allocate("web-02");
        node.advance(1_000);
        assertThat(second).isNotDone();
        assertThat(lost).isNotNull();

        node.store.settle();
        node.turn();

        assertThat(node.holders()).hasSize(1);
        assertThat(first.isCompletedExceptionally() ^ second.isCompletedExceptionally())
                .as("one of the two has the port")
                .isTrue();
    }

    @Test
    void aPortWhoseClaimWasRefusedForItsLeaseIsStillFree() {
        node.store.refuse(Reason.LEASE_GONE);
        CompletableFuture<Granted> first = node.offer("web-01");
        CompletableFuture<Granted> second = node.offer("web-02");
        node.turn();

        assertThat(first.isCompletedExceptionally() ^ second.isCompletedExceptionally())
                .as("one of the two has the port")
                .isTrue();
    }

    @Test
    void aClaimHoldsItsPortUntilTheMirrorHasPassedItsCommit() {
        node.await(node.resize(5000, 5001));
        node.records.pauseMirror();

        node.allocated("web-01");
        node.allocated("web-02");

        assertThat(node.store.mutations())
                .filteredOn(mutation -> mutation.kind() == Mutation.Kind.CLAIM)
                .extracting(mutation -> mutation.after(Holding.class).port())
                .containsExactly(5000, 5001);
    }

    @Test
    void aPortThatThisNodeSetFreeIsNotMissedWhileTheMirrorIsBehind() {
        Granted offer = node.offered("web-01");
        node.records.pauseMirror();
        node.await(node.reject(offer.secret()));

        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5000);
    }

    @Test
    void aFullRangeIsCalledFullWithItsCounts() {
        node.await(node.resize(5000, 5001));
        node.offered("web-01");
        node.allocated("web-02");

        assertThat(node.awaitRefusal(node.offer("web-03")))
                .isEqualTo(new Refusal.RangeExhausted(DJANGO, new PortCounts(2, 1, 1)));
    }
}

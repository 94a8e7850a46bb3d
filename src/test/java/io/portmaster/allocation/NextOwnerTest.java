package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rule 6, second half: a request that meant one owner of a port never changes the next owner's record. */
class NextOwnerTest {
    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();

    @Test
    void releaseIsNeverPlannedAgainOntoTheNextOwnersRecord() {
        node.allocated("web-01");
        node.store.beforeNext(() -> {
            rival.await(rival.release("web-01"));
            rival.allocated("web-02");
        });

        assertThat(node.awaitRefusal(node.release(5000))).isInstanceOf(Refusal.PortNotFound.class);

        assertThat(node.holders()).isEqualTo(Map.of(5000, "allocated web-02"));
    }

    @Test
    void releaseThatDidHappenIsNotRepeatedOnTheNextOwnersRecord() {
        node.allocated("web-01");
        node.store.loseReply();
        CompletableFuture<Void> release = node.release(5000);
        node.turn();
        rival.allocated("web-02");

        node.store.settle();
        node.turn();

        assertThat(release).isCompleted();
        assertThat(node.holders()).isEqualTo(Map.of(5000, "allocated web-02"));
    }

    /** A newer release may have rewritten the allocation: the release never arrived. */
    @Test
    void releaseOfUnknownFateIsNotCalledDoneIfTheRecordCannotBeRead() {
        node.allocated("web-01");
        node.store.loseRequest();
        CompletableFuture<Void> release = node.release(5000);
        node.turn();
        node.records.put(new Key.PortKey(Space.DEFAULT, 5000), new Value.Unreadable("from the future"));

        node.store.settle();
        node.turn();

        assertThat(refusalOf(release)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    /** As for a release. */
    @Test
    void rejectOfUnknownFateIsNotCalledDoneIfTheRecordCannotBeRead() {
        Granted offer = node.offered("web-01");
        node.store.loseRequest();
        CompletableFuture<?> reject = node.reject(offer.secret());
        node.turn();
        node.records.put(new Key.PortKey(Space.DEFAULT, 5000), new Value.Unreadable("from the future"));

        node.store.settle();
        node.turn();

        assertThat(refusalOf(reject)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    @Test
    void withdrawalIsNeverPlannedAgainOntoTheNextOffer() {
        node.offered("web-01");
        node.store.beforeNext(() -> {
            rival.await(withdrawal(rival, new PortReference.ByNumber(5000)));
            rival.offered("web-02");
        });

        assertThat(node.awaitRefusal(withdrawal(node, new PortReference.ByNumber(5000))))
                .isInstanceOf(Refusal.OfferNotFound.class);

        assertThat(node.holders()).isEqualTo(Map.of(5000, "offered web-02"));
    }

    @Test
    void deleteIsNeverPlannedAgainOntoTheNextServiceOfThatName() {
        node.store.beforeNext(() -> {
            rival.await(rival.delete(false));
            rival.await(rival.create(DJANGO, 5000, 5009));
        });

        assertThat(node.awaitRefusal(node.delete(true))).isInstanceOf(Refusal.ServiceNotFound.class);

        assertThat(node.records.dump()).hasSize(1);
    }

    @Test
    void releaseUnderAPreconditionSparesTheNextOwner() {
        Granted first = node.allocated("web-01");
        rival.await(rival.release("web-01"));
        Entry<? extends Holding> next = rival.allocated("web-02").entry();
        PortReference port = new PortReference.ByNumber(5000);
        Precondition precondition = new Precondition(Set.of(first.entry().modRevision()));

        CompletableFuture<Void> release =
                node.allocator.release(node.caller(), TestNode.ref(DJANGO), port, precondition);

        assertThat(node.awaitRefusal(release)).isEqualTo(new Refusal.PreconditionFailed(next.modRevision()));
        assertThat(node.holders()).isEqualTo(Map.of(5000, "allocated web-02"));
    }

    /**
     * This node's mirror still has the name's index, and a conflict has shown the port's new record. Taken together they would
     * say that the name holds the other name's port.
     */
    @Test
    void releaseByNameNeverHitsWhoeverGotThePortNext() {
        Granted offer = node.offered("web-01");
        node.records.pauseMirror();
        rival.await(rival.reject(offer.secret()));
        rival.allocated("web-02");
        learnOfTheNextOwner(offer);

        CompletableFuture<Void> release = node.release("web-01");
        node.turn();
        node.records.resumeMirror();
        node.turn();

        assertThat(node.holders()).isEqualTo(Map.of(5000, "allocated web-02"));
        assertThat(refusalOf(release)).isEqualTo(new Refusal.PortNotFound("web-01"));
    }

    @Test
    void withdrawalByNameNeverHitsWhoeverGotThePortNext() {
        Granted offer = node.offered("web-01");
        node.records.pauseMirror();
        rival.await(rival.reject(offer.secret()));
        rival.offered("web-02");
        learnOfTheNextOwner(offer);

        CompletableFuture<Void> withdrawal = withdrawal(node, new PortReference.ByName(new Name("web-01")));
        node.turn();
        node.records.resumeMirror();
        node.turn();

        assertThat(node.holders()).isEqualTo(Map.of(5000, "offered web-02"));
        assertThat(refusalOf(withdrawal)).isInstanceOf(Refusal.OfferNotFound.class);
    }

    /** Shows the node the port's record, and nothing of the names, by a conflict. */
    private void learnOfTheNextOwner(Granted former) {
        node.reject(former.secret());
        node.turn();
    }

    /** The allocation was acknowledged before the release was asked for: a refusal would be false. */
    @Test
    void releaseByNameFindsTheAllocationThatTookThePlaceOfTheOneInTheMirror() {
        node.allocated("web-01");
        node.records.pauseMirror();
        rival.await(rival.release("web-01"));
        rival.allocated("web-02");
        assertThat(rival.allocated("web-01").entry().value().port()).isEqualTo(5001);

        CompletableFuture<Void> release = node.release("web-01");
        node.turn();
        node.records.resumeMirror();
        node.turn();

        answerOf(release);
        assertThat(node.holders()).isEqualTo(Map.of(5000, "allocated web-02"));
    }

    /** The mirror still shows the port's former owner, and this release doesn't mean that one. */
    @Test
    void releaseOfUnknownFateIsNotCalledDoneForWhatWasGoneBefore() {
        node.allocated("web-01");
        node.records.pauseMirror();
        rival.await(rival.release("web-01"));
        rival.allocated("web-02");
        node.store.loseReply();

        CompletableFuture<Void> release = node.release(5000);
        node.turn();
        node.store.settle();
        node.turn();
        node.store.settle();
        node.turn();

        answerOf(release);
        assertThat(node.holders()).as("what was called released").isEmpty();
    }

    private static CompletableFuture<Void> withdrawal(TestNode on, PortReference port) {
        return on.allocator.withdraw(on.caller(), TestNode.ref(DJANGO), port, Precondition.NONE);
    }
}

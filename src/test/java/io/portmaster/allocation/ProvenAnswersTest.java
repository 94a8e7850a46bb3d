package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rule 1: an answer that the request's own transaction didn't decide waits for the barrier. The mirror of this node is held
 * back. Another node has changed the records, and has told its clients.
 */
class ProvenAnswersTest {
    private final TestNode node = new TestNode().withDjango(5000, 5001);
    private final TestNode rival = node.rival();

    @BeforeEach
    void nobodyIsAhead() {
        node.turn();
    }

    @Test
    void aNameIsNotCalledTakenThatAnotherNodeSetFree() {
        Granted first = node.offered("web-01");
        node.records.pauseMirror();
        rival.await(rival.reject(first.secret()));

        CompletableFuture<Granted> again = node.offer("web-01");

        assertAnsweredByTheBarrier(again);
        assertThat(answerOf(again).entry().value().name()).isEqualTo(new Name("web-01"));
    }

    @Test
    void aRangeIsNotCalledFullInWhichAnotherNodeSetAPortFree() {
        node.offered("web-01");
        Granted second = node.offered("web-02");
        node.records.pauseMirror();
        rival.await(rival.reject(second.secret()));

        CompletableFuture<Granted> third = node.offer("web-03");

        assertAnsweredByTheBarrier(third);
        assertThat(answerOf(third).entry().value().port()).isEqualTo(5001);
    }

    @Test
    void aServiceIsNotCalledUnknownThatAnotherNodeCreated() {
        node.records.pauseMirror();
        Name flask = new Name("flask");
        rival.await(rival.create(flask, 6000, 6009));

        CompletableFuture<Granted> offer = node.allocator.offer(
                node.caller(), new OfferRequest(TestNode.ref(flask), new Name("web-01"), false, null));
        CompletableFuture<Void> release = node.allocator.release(
                node.caller(), TestNode.ref(flask), new PortReference.ByNumber(6000), Precondition.NONE);

        assertAnsweredByTheBarrier(offer);
        assertThat(answerOf(offer).entry().value().port()).isEqualTo(6000);
        assertThat(refusalOf(release)).isInstanceOf(Refusal.PortNotFound.class);
    }

    @Test
    void anOfferIsNotCalledUnknownThatAnotherNodeMade() {
        node.records.pauseMirror();
        Granted elsewhere = rival.offered("web-01");

        CompletableFuture<Accepted> accept = node.accept(elsewhere.secret());

        assertAnsweredByTheBarrier(accept);
        assertThat(answerOf(accept).replayed()).isFalse();
    }

    @Test
    void anOfferIsNotCalledUnknownThatAnotherNodeMadeWhenItIsRejected() {
        node.records.pauseMirror();
        Granted elsewhere = rival.offered("web-01");

        CompletableFuture<?> reject = node.reject(elsewhere.secret());

        assertAnsweredByTheBarrier(reject);
        assertThat(reject).isCompleted();
        assertThat(node.holders()).isEmpty();
    }

    @Test
    void aPortIsNotCalledUnknownThatAnotherNodeAllocated() {
        node.records.pauseMirror();
        rival.allocated("web-01");

        CompletableFuture<Void> release = node.release(5000);

        assertAnsweredByTheBarrier(release);
        assertThat(release).isCompleted();
        assertThat(node.holders()).isEmpty();
    }

    @Test
    void anEarlierYesIsNotRepeatedForAnOfferThatAnotherNodeEnded() {
        String key = "a-key-of-sixteen";
        Granted first = node.await(node.offer("web-01", key));
        node.records.pauseMirror();
        rival.await(rival.reject(first.secret()));

        CompletableFuture<Granted> again = node.offer("web-01", key);

        assertAnsweredByTheBarrier(again);
        assertThat(answerOf(again).replayed()).isFalse();
        assertThat(answerOf(again).secret()).isNotEqualTo(first.secret());
    }

    @Test
    void anEarlierAcceptIsNotRepeatedForAnAllocationThatAnotherNodeReleased() {
        Granted offer = node.offered("web-01");
        node.await(node.accept(offer.secret()));
        node.records.pauseMirror();
        rival.await(rival.release("web-01"));

        CompletableFuture<Accepted> again = node.accept(offer.secret());

        assertAnsweredByTheBarrier(again);
        assertThat(refusalOf(again)).isInstanceOf(Refusal.OfferNotFound.class);
    }

    @Test
    void aServiceThatAlreadyIsAsWishedIsWrittenAgainIfAnotherNodeChangedIt() {
        node.await(node.describe("ours"));
        node.records.pauseMirror();
        rival.await(rival.describe("theirs"));

        CompletableFuture<ServiceStatus> again = node.describe("ours");

        assertAnsweredByTheBarrier(again);
        assertThat(answerOf(again).entry().value().description()).isEqualTo("ours");
        assertThat(node.record(answerOf(again).entry().key()))
                .isEqualTo(answerOf(again).entry());
    }

    @Test
    void aServiceIsNotCalledThereThatAnotherNodeDeleted() {
        node.records.pauseMirror();
        rival.await(rival.delete(false));

        CompletableFuture<ServiceStatus> create = node.create(DJANGO, 5000, 5001);

        assertAnsweredByTheBarrier(create);
        assertThat(answerOf(create).entry().value().name()).isEqualTo(DJANGO);
    }

    @Test
    void aServiceIsNotCalledInUseWhosePortsAnotherNodeSetFree() {
        node.allocated("web-01");
        node.records.pauseMirror();
        rival.await(rival.release("web-01"));

        CompletableFuture<Void> delete = node.delete(false);

        assertAnsweredByTheBarrier(delete);
        assertThat(delete).isCompleted();
    }

    @Test
    void aReadShowsWhatAnotherNodeDid() {
        node.records.pauseMirror();
        rival.allocated("web-01");

        var list = node.queries.portsOf(
                node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO), PortFilter.ALL, 0, 10);
        var one = node.queries.allocation(
                node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO), new PortReference.ByNumber(5000));
        var counts = node.queries.service(node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO));

        assertAnsweredByTheBarrier(list);
        assertThat(answerOf(list).value().items()).hasSize(1);
        assertThat(answerOf(one).value().entry()).isEqualTo(rival.holding(5000));
        assertThat(answerOf(counts).value().ports().allocated()).isEqualTo(1);
        assertThat(answerOf(counts).age()).isNull();
    }

    @Test
    void aStaleReadWaitsForNothingAndTellsItsAge() {
        node.records.pauseMirror();
        rival.allocated("web-01");
        node.advance(1_500);

        var counts = node.queries.service(node.caller(), Freshness.STALE, TestNode.ref(DJANGO));

        assertThat(answerOf(counts).value().ports().allocated()).isZero();
        assertThat(answerOf(counts).age()).hasMillis(1_500);
        assertThat(node.store.barriers()).isZero();
    }

    @Test
    void aYesThatTheRequestsOwnTransactionDecidedWaitsForNoBarrier() {
        int before = node.store.barriers();
        node.records.pauseMirror();

        Granted offer = node.offered("web-01");
        node.await(node.accept(offer.secret()));
        Granted next = node.offered("web-02");
        node.await(node.reject(next.secret()));

        assertThat(node.store.barriers()).isEqualTo(before);
    }

    /** There is no answer while the mirror is held back, and one as soon as it isn't. */
    private void assertAnsweredByTheBarrier(CompletableFuture<?> request) {
        node.turn();
        assertThat(request).as("the answer before the barrier passed").isNotDone();
        node.records.resumeMirror();
        node.turn();
        assertThat(request).as("the answer behind the barrier").isDone();
    }
}

package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rule 6, first half: nothing is planned or sent five seconds after a request came, nor once its client has gone. */
class PatienceTest {
    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();

    @Test
    void aClaimThatCouldNotBeSentInTimeNeverHappensAndItsClientHearsSo() {
        ScriptedStore.Held one = holdABatch("web-01");
        ScriptedStore.Held two = holdABatch("web-02");
        CompletableFuture<Granted> queued = node.allocate("web-03");

        node.advance(5_100);
        assertThat(refusalOf(queued)).isInstanceOf(Refusal.StoreUnavailable.class);
        one.letThrough();
        two.letThrough();
        node.advance(5_000);

        assertThat(node.holders()).containsOnlyKeys(5000, 5001);
        assertThat(node.allocator.isIdle()).isTrue();
    }

    @Test
    void thePortOfAClaimThatWasNeverSentIsFreeAgain() {
        ScriptedStore.Held one = holdABatch("web-01");
        ScriptedStore.Held two = holdABatch("web-02");
        node.allocate("web-03");
        node.advance(5_100);
        one.letThrough();
        two.letThrough();
        node.turn();

        assertThat(node.allocated("web-04").entry().value().port()).isEqualTo(5002);
    }

    @Test
    void aClaimThatIsGivenUpUnsentLetsGoOfItsPortAtOnce() {
        holdABatch("web-01");
        ScriptedStore.Held two = holdABatch("web-02");
        node.allocate("web-03");
        node.advance(5_100);

        CompletableFuture<Granted> next = node.allocate("web-04");
        two.letThrough();
        node.turn();

        assertThat(answerOf(next).entry().value().port()).isEqualTo(5002);
    }

    @Test
    void aClaimThatIsStillQueuedWhenItsTimeIsUpIsNotSentEvenIfNobodyLookedYet() {
        ScriptedStore.Held one = holdABatch("web-01");
        ScriptedStore.Held two = holdABatch("web-02");
        node.advance(20);
        CompletableFuture<Granted> queued = node.allocate("web-03");
        node.loop.stall(Duration.ofMillis(5_001));

        one.letThrough();
        two.letThrough();
        node.turn();

        assertThat(node.holders()).containsOnlyKeys(5000, 5001);
        assertThat(refusalOf(queued)).isInstanceOf(Refusal.StoreUnavailable.class);
    }

    @Test
    void aClaimIsNotSentInTheLastMomentOnlyToBeCalledUnknown() {
        ScriptedStore.Held one = holdABatch("web-01");
        ScriptedStore.Held two = holdABatch("web-02");
        CompletableFuture<Granted> queued = node.allocate("web-03");
        node.advance(4_800);
        node.store.hold();

        one.letThrough();
        two.letThrough();
        node.advance(500);

        assertThat(refusalOf(queued)).isInstanceOf(Refusal.StoreUnavailable.class);
        assertThat(node.holders()).containsOnlyKeys(5000, 5001);
    }

    @Test
    void whoWaitedInAQueueForAWellStoreHearsOfTrafficAndNotOfTroubleWithTheStore() {
        node.await(node.resize(5000, 5029));
        // All claims want one name, so that no two share a transaction.
        List<CompletableFuture<Granted>> claims = new ArrayList<>();
        List<ScriptedStore.Held> held = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            held.add(node.store.hold());
            claims.add(node.allocate("web-01", "key-of-the-client-" + i));
        }
        for (int i = 0; i < 20; i++) {
            node.advance(450);
            if (held.get(i).wasSent()) {
                held.get(i).letThrough();
            }
        }
        node.advance(1_000);

        assertThat(claims).allMatch(CompletableFuture::isDone);
        assertThat(refusalOf(claims.get(19))).isEqualTo(new Refusal.Contended());
    }

    @Test
    void aClaimWhoseClientHungUpIsNotSent() {
        ScriptedStore.Held one = holdABatch("web-01");
        ScriptedStore.Held two = holdABatch("web-02");
        RequestContext caller = node.caller();
        node.allocator.offer(caller, new OfferRequest(TestNode.ref(DJANGO), new Name("web-03"), true, null));
        node.turn();

        caller.leave();
        one.letThrough();
        two.letThrough();
        node.advance(1_000);

        assertThat(node.holders()).containsOnlyKeys(5000, 5001);
    }

    @Test
    void aConflictThatComesTooLateIsNotPlannedAgain() {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<Granted> offer = node.allocate("web-01");
        node.turn();
        rival.allocated("web-02");

        node.advance(5_100);
        held.letThrough();
        node.advance(1_000);

        assertThat(refusalOf(offer)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(node.holders()).containsOnlyKeys(5000).containsEntry(5000, "allocated web-02");
    }

    @Test
    void aConflictThatComesAfterItsClientHungUpIsNotPlannedAgain() {
        ScriptedStore.Held held = node.store.hold();
        RequestContext caller = node.caller();
        node.allocator.offer(caller, new OfferRequest(TestNode.ref(DJANGO), new Name("web-01"), true, null));
        node.turn();
        rival.allocated("web-02");

        caller.leave();
        held.letThrough();
        node.advance(1_000);

        assertThat(node.holders()).containsOnlyKeys(5000).containsEntry(5000, "allocated web-02");
    }

    @Test
    void aBarrierThatPassesTooLateIsFollowedByNothing() {
        node.records.pauseMirror();
        CompletableFuture<ServiceStatus> change = node.resize(5000, 5005);
        node.advance(20);
        CompletableFuture<ServiceStatus> later = node.describe("later");
        node.advance(5_100);

        node.records.resumeMirror();
        node.advance(3_000);

        assertThat(refusalOf(change)).isInstanceOf(Refusal.StoreUnavailable.class);
        assertThat(refusalOf(later)).isInstanceOf(Refusal.StoreUnavailable.class);
        assertThat(node.store.sent()).hasSize(1);
    }

    @Test
    void whatWasSentAndNotAnsweredInTimeIsUnknown() {
        node.store.hold();
        CompletableFuture<Granted> offer = node.allocate("web-01");

        node.advance(4_900);
        assertThat(offer).isNotDone();
        node.advance(200);

        assertThat(refusalOf(offer)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    @Test
    void everyRequestIsAnsweredInTimeWhateverTheStoreDoes() {
        node.records.pauseMirror();
        CompletableFuture<?> read =
                node.queries.services(node.caller(), Freshness.LINEARIZABLE, Space.DEFAULT, null, 10);
        node.store.hold();
        CompletableFuture<?> offer = node.allocate("web-01");
        CompletableFuture<?> change = node.describe("later");
        CompletableFuture<?> unknown = node.accept(new Secret("nobody's"));

        node.advance(RequestContext.PATIENCE.toMillis());

        assertThat(refusalOf(read)).isInstanceOf(Refusal.StoreUnavailable.class);
        assertThat(refusalOf(offer)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(refusalOf(change)).isInstanceOf(Refusal.StoreUnavailable.class);
        assertThat(refusalOf(unknown)).isInstanceOf(Refusal.StoreUnavailable.class);
    }

    @Test
    void aNodeThatHasReadNothingYetWaitsForItsMirror() {
        node.registry.clear();
        CompletableFuture<Granted> offer = node.offer("web-01");
        CompletableFuture<?> read = node.queries.service(node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO));
        CompletableFuture<?> stale = node.queries.service(node.caller(), Freshness.STALE, TestNode.ref(DJANGO));
        node.turn();
        assertThat(offer).isNotDone();
        assertThat(read).isNotDone();
        assertThat(refusalOf(stale)).isInstanceOf(Refusal.StoreUnavailable.class);

        node.registry.replace(node.records.dump(), node.records.revision());
        node.turn();

        assertThat(answerOf(offer).entry().value().port()).isEqualTo(5000);
        assertThat(read).isCompleted();
    }

    /** Keeps one of the two batches under way. */
    private ScriptedStore.Held holdABatch(String name) {
        ScriptedStore.Held held = node.store.hold();
        node.allocate(name);
        node.turn();
        assertThat(held.wasSent()).isTrue();
        return held;
    }
}

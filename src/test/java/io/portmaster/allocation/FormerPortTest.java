package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Key;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A name that had a port gets it back while it cools, and nobody else does. */
class FormerPortTest {
    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    @BeforeEach
    void letThePortOfWeb02Cool() {
        prepared.delays(60, null);
        node.allocated("web-01");
        node.allocated("web-02");
        node.allocated("web-03");
        node.await(node.release("web-02"));
    }

    @Test
    void theNameGetsItsPortBackAndNobodyElseDoes() {
        assertThat(node.allocated("web-04").entry().value().port()).isEqualTo(5003);
        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5001);
        node.assertSound();
    }

    /** An instance of the same name in another service is another one. */
    @Test
    void theSameNameOfAnotherServiceIsAnotherName() {
        node.await(node.create(new Name("flask"), 6000, 6009));

        Granted other = node.await(node.offer(TestNode.ref(new Name("flask")), new Name("web-02"), true, null));

        assertThat(other.entry().value().port()).isEqualTo(6000);
        assertThat(prepared.cooling(5001)).isNotNull();
    }

    @Test
    void anOfferLeavesTheCoolingAndItsAcceptEndsIt() {
        Cooling before = prepared.coolingThatStands(5001);

        Granted offer = node.offered("web-02");
        assertThat(offer.entry().value().port()).isEqualTo(5001);
        assertThat(prepared.cooling(5001)).isEqualTo(before);
        node.assertSound();

        node.await(node.accept(offer.secret()));
        assertThat(prepared.cooling(5001)).isNull();
        node.assertSound();
    }

    @Test
    void anOfferThatIsRejectedLeavesTheCoolingAsItWas() {
        Cooling before = prepared.coolingThatStands(5001);

        node.await(node.reject(node.offered("web-02").secret()));

        assertThat(prepared.cooling(5001)).isEqualTo(before);
        assertThat(node.allocated("web-04").entry().value().port()).isEqualTo(5003);
    }

    @Test
    void anAllocationAtOnceEndsTheCooling() {
        node.allocated("web-02");

        assertThat(prepared.cooling(5001)).isNull();
        node.assertSound();
    }

    @Test
    void aBusyPortIsNotGivenBack() {
        node.records.put(
                new Key.CoolingKey(Space.DEFAULT, 5001),
                new Cooling(5001, DJANGO, new Name("web-02"), Cooling.Reason.BUSY, 600, node.loop.now()));

        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5003);
        assertThat(Ask.one("web-05").port(5001).refusedBy(node)).isInstanceOf(Refusal.PortTaken.class);
    }

    @Test
    void anExcludedPortIsNotGivenBack() {
        assertThat(Ask.one("web-02").exclude(5001).portFrom(node)).isEqualTo(5003);
    }

    /** Another claim of the name is under way, and may come to nothing. So it is no reason to say that nothing is left. */
    @Test
    void aRangeIsNotExhaustedForANameWhoseFormerPortIsBeingClaimed() {
        for (int i = 4; i <= 10; i++) {
            node.allocated("other-" + i);
        }
        ScriptedStore.Held first = node.store.hold();
        CompletableFuture<Granted> one = node.allocate("web-02");
        node.turn();

        CompletableFuture<Granted> two = node.allocate("web-02");
        node.turn();
        assertThat(two).isNotDone();
        first.loseReply();
        node.turn();
        node.store.settle();
        node.turn();

        assertThat(answerOf(one).entry().value().port()).isEqualTo(5001);
        assertThat(refusalOf(two)).isInstanceOf(Refusal.NameTaken.class);
    }

    @Test
    void neighboursAreNotExhaustedForNamesWhoseFormerPortsAreBeingClaimed() {
        node.await(node.release("web-03"));
        for (int i = 3; i <= 9; i++) {
            node.allocated("other-" + i);
        }
        ScriptedStore.Held first = node.store.hold();
        CompletableFuture<Granted> one = node.allocate("web-03");
        node.turn();

        CompletableFuture<Granted> both = Ask.neighbours("web-02", "web-03").from(node);
        node.turn();
        assertThat(both).isNotDone();
        first.loseReply();
        node.turn();
        node.store.settle();
        node.turn();

        assertThat(answerOf(one).entry().value().port()).isEqualTo(5002);
        assertThat(refusalOf(both)).isInstanceOf(Refusal.NameTaken.class);
    }

    @Test
    void anotherPortByNumberComesBeforeTheFormerOne() {
        assertThat(Ask.one("web-02").port(5007).portFrom(node)).isEqualTo(5007);
    }

    @Test
    void theFormerPortComesBeforeTheNextOneOfAFallback() {
        assertThat(Ask.one("web-02").port(5000).fallback().portFrom(node)).isEqualTo(5001);
    }

    @Test
    void ofSeveralFormerPortsTheLastOneIsGivenBack() {
        Ask.one("web-02").port(5000 + 8).accepted().grantedBy(node);
        node.await(node.release("web-02"));

        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5008);
    }

    @Test
    void theRecordOfANewerReleaseIsLeftAsItIs() {
        node.records.put(
                new Key.CoolingKey(Space.DEFAULT, 5001),
                new Cooling(
                        5001,
                        DJANGO,
                        new Name("web-02"),
                        Cooling.Reason.RELEASED,
                        60,
                        node.loop.now(),
                        null,
                        FormatVersion.of(3)));

        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5003);
        node.await(node.release("web-02"));
        assertThat(Ask.one("web-02").port(5001).refusedBy(node)).isInstanceOf(Refusal.RecordNewer.class);
    }

    /** The claim compares the cooling record as it saw it: the name has had the port once more, and rejected it as busy. */
    @Test
    void aClaimOnAnOlderCoolingTakesNothing() {
        node.store.beforeNext(() -> node.records.put(
                new Key.CoolingKey(Space.DEFAULT, 5001),
                new Cooling(5001, DJANGO, new Name("web-02"), Cooling.Reason.BUSY, 600, node.loop.now())));

        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5003);
    }

    /** Another node ends an allocation, and this one hasn't seen the cooling: it finds out by the compare. */
    @Test
    void aPortThatBeganToCoolOnTheWayIsNotGiven() {
        node.await(node.release("web-03"));
        node.await(Ask.one("web-03").from(node));
        rival.turn();
        node.store.beforeNext(() -> node.records.put(
                new Key.CoolingKey(Space.DEFAULT, 5003),
                new Cooling(5003, DJANGO, new Name("web-09"), Cooling.Reason.RELEASED, 60, node.loop.now())));

        assertThat(node.allocated("web-04").entry().value().port()).isEqualTo(5004);
        assertThat(node.store.mutations())
                .filteredOn(each -> each.kind() == Mutation.Kind.CLAIM)
                .isNotEmpty();
    }
}

package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.Space;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Several names get a port each, or none does. */
class OfferGroupTest {
    private static final String KEY = "a-key-of-sixteen";

    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    private static List<Integer> ports(Granted granted) {
        return granted.entries().stream().map(entry -> entry.value().port()).toList();
    }

    @Test
    void eachNameGetsAPortInOneTransactionUnderOneSecret() {
        node.allocated("web-01");

        Granted group = Ask.group("web.http", "web.admin", "web.metrics").grantedBy(node);

        assertThat(ports(group)).containsExactly(5001, 5002, 5003);
        assertThat(group.entries())
                .extracting(entry -> entry.value().name().value())
                .containsExactly("web.http", "web.admin", "web.metrics");
        assertThat(group.entries())
                .extracting(entry -> entry.value().group())
                .containsExactly(new Holding.Group(3, 0), new Holding.Group(3, 1), new Holding.Group(3, 2));
        assertThat(group.entries()).allSatisfy(entry -> {
            assertThat(entry.value().receipt().secretSha256())
                    .isEqualTo(group.secret().sha256());
            assertThat(entry.modRevision()).isEqualTo(group.entry().modRevision());
        });
        assertThat(node.await(node.accept(group.secret())).entries()).hasSize(3);
        node.assertSound();
    }

    /** Else one lease would carry far more keys than a store can end without a halt. */
    @Test
    void theLeaseOfAGroupIsAskedForAllItsOffers() {
        Ask.group("web.http", "web.admin", "web.metrics").grantedBy(node);
        assertThat(node.store.recordsOnLease()).isEqualTo(3);
    }

    @Test
    void aListOfOneNameIsAGroup() {
        Granted group = Ask.group("web-01").accepted().grantedBy(node);
        assertThat(group.entry().value().group()).isEqualTo(new Holding.Group(1, 0));
        assertThat(node.holders()).containsExactlyEntriesOf(Map.of(5000, "allocated web-01"));
    }

    @Test
    void ifOneNameIsTakenNoneGetsAPort() {
        node.allocated("web.admin");

        assertThat(Ask.group("web.http", "web.admin").refusedBy(node))
                .isEqualTo(new Refusal.NameTaken(new Name("web.admin"), 5000, Holding.State.ALLOCATED));
        assertThat(node.holders()).hasSize(1);
    }

    @Test
    void ifANameIsTakenOnTheWayNoneGetsAPort() {
        node.store.beforeNext(() -> rival.await(Ask.one("web.admin").accepted().from(rival)));

        assertThat(Ask.group("web.http", "web.admin").refusedBy(node)).isInstanceOf(Refusal.NameTaken.class);
        assertThat(node.holders()).hasSize(1);
    }

    @Test
    void ifThereAreTooFewPortsNoneIsGiven() {
        node.await(node.resize(5000, 5001));

        assertThat(Ask.group("web.http", "web.admin", "web.metrics").refusedBy(node))
                .isEqualTo(new Refusal.RangeExhausted(DJANGO, new PortCounts(2, 0, 0), 3, 2, null, null));
        assertThat(node.holders()).isEmpty();
    }

    /** Rule 7 for groups: the claim under way may fail. */
    @Test
    void theRangeIsNotCalledFullWhileThisNodesClaimsHoldItsPorts() {
        node.await(node.resize(5000, 5001));
        ScriptedStore.Held claim = node.store.hold();
        CompletableFuture<Granted> first = Ask.one("web-01").from(node);
        node.turn();
        CompletableFuture<Granted> second = Ask.group("web.http", "web.admin").from(node);
        node.advance(1_000);
        assertThat(second).isNotDone();

        claim.letThrough();
        node.turn();

        assertThat(first).isCompleted();
        assertThat(node.awaitRefusal(second)).isInstanceOf(Refusal.RangeExhausted.class);
    }

    /** Else two requests of one node would claim the same ports and make each other fail. */
    @Test
    void allPortsOfAGroupUnderWayAreHeld() {
        ScriptedStore.Held claim = node.store.hold();
        CompletableFuture<Granted> first =
                Ask.group("web.http", "web.admin").accepted().from(node);
        node.turn();
        CompletableFuture<Granted> second = Ask.one("web-01").accepted().from(node);
        node.turn();
        claim.letThrough();
        node.turn();

        assertThat(ports(node.await(first))).containsExactly(5000, 5001);
        assertThat(ports(node.await(second))).containsExactly(5002);
        assertThat(node.store.mutations()).hasSize(3);
    }

    @Test
    void neighboursAreTheLowestRunThatIsLongEnough() {
        Ask.one("web-01").port(5002).accepted().grantedBy(node);

        Granted group = Ask.neighbours("a", "b", "c").grantedBy(node);

        assertThat(ports(group)).containsExactly(5003, 5004, 5005);
        assertThat(group.entry().value().group()).isEqualTo(new Holding.Group(3, 0, true));
    }

    @Test
    void withoutARunTheRefusalTellsTheLongestOne() {
        for (int port : new int[] {5002, 5006}) {
            Ask.one("web-" + port).port(port).accepted().grantedBy(node);
        }

        assertThat(Ask.neighbours("a", "b", "c", "d").refusedBy(node))
                .isEqualTo(new Refusal.RangeExhausted(DJANGO, new PortCounts(10, 2, 0), 4, 8, 3, null));
        assertThat(Ask.neighbours("a", "b", "c").exclude(5004, 5008).refusedBy(node))
                .isEqualTo(new Refusal.RangeExhausted(DJANGO, new PortCounts(10, 2, 0), 3, 6, 2, null));
    }

    @Test
    void namesGetTheirFormerPortsBackAndTheOthersFreeOnes() {
        prepared.delays(60, null);
        for (String name : new String[] {"a", "b", "c"}) {
            node.allocated(name);
        }
        node.await(node.release("b"));

        assertThat(ports(Ask.group("x", "b", "y").grantedBy(node))).containsExactly(5003, 5001, 5004);
        assertThat(prepared.cooling(5001)).isNotNull();
        node.assertSound();
    }

    @Test
    void neighboursGetTheirFormerPortsBackTogether() {
        letNeighboursCool();

        assertThat(ports(Ask.neighbours("a", "b").grantedBy(node))).containsExactly(5001, 5002);
        node.assertSound();
    }

    @Test
    void neighboursDontGetFormerPortsBackThatTheyExclude() {
        letNeighboursCool();

        assertThat(ports(Ask.neighbours("a", "b").exclude(5002, 5007).grantedBy(node)))
                .containsExactly(5003, 5004);
        assertThat(ports(Ask.neighbours("c", "d").grantedBy(node))).containsExactly(5005, 5006);
    }

    @Test
    void neighboursInAnotherOrderGetOtherPorts() {
        letNeighboursCool();

        assertThat(ports(Ask.neighbours("b", "a").grantedBy(node))).containsExactly(5003, 5004);
    }

    /** The names a and b had 5001 and 5002. */
    private void letNeighboursCool() {
        prepared.delays(60, null);
        node.allocated("first");
        assertThat(ports(Ask.neighbours("a", "b").accepted().grantedBy(node))).containsExactly(5001, 5002);
        node.await(node.release("a"));
        node.await(node.release("b"));
    }

    @Test
    void theSameKeyGetsTheSameGroupAgainOnAnyNode() {
        Granted first = Ask.group("a", "b").key(KEY).grantedBy(node);

        Granted again = Ask.group("a", "b").key(KEY).grantedBy(rival);

        assertThat(again).isEqualTo(new Granted(first.entries(), first.secret(), true));
        assertThat(node.holders()).hasSize(2);
    }

    @Test
    void theOrderOfTheNamesBelongsToTheKey() {
        Ask.group("a", "b").key(KEY).grantedBy(node);

        assertThat(Ask.group("b", "a").key(KEY).refusedBy(node)).isInstanceOf(Refusal.NameTaken.class);
        assertThat(Ask.one("a").key(KEY).refusedBy(node)).isInstanceOf(Refusal.NameTaken.class);
        assertThat(Ask.group("a").key(KEY).refusedBy(node)).isInstanceOf(Refusal.NameTaken.class);
    }

    @Test
    void neighboursAndAnyPortsAreDifferentWishes() {
        Ask.group("a", "b").key(KEY).grantedBy(node);

        assertThat(Ask.neighbours("a", "b").key(KEY).refusedBy(rival))
                .isEqualTo(new Refusal.IdempotencyKeyReused(new Name("a")));
    }

    @Test
    void ofAGroupThatIsThereInPartTheNameIsTaken() {
        Granted group = Ask.group("a", "b").accepted().key(KEY).grantedBy(node);
        node.await(node.release(group.entry().value().port()));

        assertThat(Ask.group("a", "b").accepted().key(KEY).refusedBy(node))
                .isEqualTo(new Refusal.NameTaken(new Name("b"), 5001, Holding.State.ALLOCATED));
        assertThat(node.holders()).hasSize(1);
    }

    @Test
    void aGroupWhoseReplyWasLostIsFoundAsItsOwn() {
        node.store.loseReply();
        CompletableFuture<Granted> request = Ask.group("a", "b").from(node);
        node.turn();
        node.store.settle();

        Granted granted = node.await(request);
        assertThat(granted.replayed()).isFalse();
        assertThat(ports(granted)).containsExactly(5000, 5001);
        assertThat(node.holders()).hasSize(2);
    }

    /** The group took effect. Somebody has released a part of it since. */
    @Test
    void aGroupOfUnknownOutcomeThatIsThereInPartIsCalledUnknown() {
        node.store.loseReply();
        CompletableFuture<Granted> request = Ask.group("a", "b").accepted().from(node);
        node.turn();
        rival.await(rival.release("a"));
        node.store.settle();

        assertThat(node.awaitRefusal(request)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(node.holders()).isEqualTo(java.util.Map.of(5001, "allocated b"));
    }

    @Test
    void aGroupThatNeverArrivedIsClaimedAgain() {
        node.store.loseRequest();
        CompletableFuture<Granted> request = Ask.group("a", "b").from(node);
        node.turn();
        node.store.settle();

        assertThat(ports(node.await(request))).hasSize(2);
        assertThat(node.holders()).hasSize(2);
    }

    /** Rule 9: what has less than half of its time left is removed, all of it, and planned anew. */
    @Test
    void aGroupThatCommittedTooLateIsRemovedWhole() {
        TestNode slow = new TestNode(2).withDjango(5000, 5009);
        ScriptedStore.Held claim = slow.store.hold();
        CompletableFuture<Granted> request = Ask.group("a", "b").from(slow);
        slow.turn();
        slow.advance(1_500);
        claim.letThrough();

        Granted granted = slow.await(request);
        assertThat(slow.holders()).hasSize(2);
        assertThat(slow.store.mutations())
                .extracting(Mutation::kind)
                .endsWith(Mutation.Kind.CLAIM_GROUP, Mutation.Kind.REMOVE, Mutation.Kind.CLAIM_GROUP);
        assertThat(granted.entries()).hasSize(2);
    }

    @Test
    void aGroupIsRefusedWithTheNameThatATransactionHasShown() {
        node.store.beforeNext(() -> rival.await(Ask.one("b").accepted().from(rival)));
        CompletableFuture<Granted> request = Ask.group("a", "b").from(node);
        int barriers = node.store.barriers();
        node.turn();

        assertThat(refusalOf(request)).isInstanceOf(Refusal.NameTaken.class);
        assertThat(((Refusal.NameTaken) refusalOf(request)).name()).isEqualTo(new Name("b"));
        assertThat(node.store.barriers()).as("the transaction has decided it").isEqualTo(barriers);
        assertThat(node.record(new Key.PortKey(Space.DEFAULT, 5001))).isNull();
    }
}

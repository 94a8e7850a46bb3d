package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Many clients create, change and delete services at once: they wait for each other, and nobody is refused for that. */
class ServicesSideBySideTest {
    private static final int CLIENTS = 16;

    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();
    private final int before = node.store.sent().size();

    @Test
    void createsOfOneNodeTravelInOneTransaction() {
        List<CompletableFuture<ServiceStatus>> creates = creates(node, "s", 6000);
        node.turn();

        assertThat(creates).allMatch(create -> answerOf(create).ports().total() == 10);
        assertThat(sent()).extracting(List::size).containsExactly(CLIENTS);
        assertThat(node.records.dump()).hasSize(1 + CLIENTS);
    }

    @Test
    void aCreateNeedsNoBarrierWhileNobodyElseChangesServices() {
        int barriers = node.store.barriers();

        CompletableFuture<ServiceStatus> first = node.create(new Name("first"), 6000, 6009);
        node.turn();
        CompletableFuture<ServiceStatus> second = node.create(new Name("second"), 7000, 7009);
        node.turn();

        assertThat(List.of(first, second))
                .allMatch(create -> answerOf(create).ports().total() == 10);
        assertThat(node.store.barriers()).isEqualTo(barriers);
        assertThat(sent()).hasSize(2);
    }

    @Test
    void aCreateIsRefusedOnlyBehindTheBarrier() {
        int barriers = node.store.barriers();

        CompletableFuture<ServiceStatus> overlapping = node.create(new Name("flask"), 5005, 5015);
        node.turn();

        assertThat(refusalOf(overlapping)).isInstanceOf(Refusal.RangeOverlap.class);
        assertThat(node.store.barriers()).isEqualTo(barriers + 1);
        assertThat(sent()).isEmpty();
    }

    @Test
    void aCreateThatWasPlannedOnOldRecordsIsPlannedAgainBehindTheBarrier() {
        node.store.beforeNext(() -> rival.await(rival.create(new Name("theirs"), 6000, 6009)));
        int barriers = node.store.barriers();

        CompletableFuture<ServiceStatus> ours = node.create(new Name("ours"), 6005, 6015);
        node.advance(500);

        assertThat(refusalOf(ours)).isInstanceOf(Refusal.RangeOverlap.class);
        assertThat(node.store.barriers()).isEqualTo(barriers + 1);
        assertThat(sent()).hasSize(1);
    }

    @Test
    void whatComesWhileATransactionIsUnderWayTravelsInTheNextOne() {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<ServiceStatus> first = node.create(new Name("first"), 7000, 7009);
        node.turn();
        List<CompletableFuture<ServiceStatus>> creates = creates(node, "s", 6000);
        node.turn();
        assertThat(sent()).hasSize(1);

        held.letThrough();
        node.turn();

        assertThat(first).isCompleted();
        assertThat(creates).allMatch(create -> answerOf(create).ports().total() == 10);
        assertThat(sent()).extracting(List::size).containsExactly(1, CLIENTS);
    }

    @Test
    void nobodyIsRefusedWhenTwoNodesCreateSideBySide() {
        List<CompletableFuture<ServiceStatus>> ours = new ArrayList<>();
        List<CompletableFuture<ServiceStatus>> theirs = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            ours.addAll(creates(node, "ours-" + round + "-", 6000 + 1000 * round));
            theirs.addAll(creates(rival, "theirs-" + round + "-", 6500 + 1000 * round));
            node.advance(2);
        }
        node.advance(100);

        assertThat(ours).allMatch(create -> answerOf(create).ports().total() == 10);
        assertThat(theirs).allMatch(create -> answerOf(create).ports().total() == 10);
    }

    @Test
    void anOverlapWithACreateUnderWayIsRefusedOnceThatHasHappened() {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<ServiceStatus> first = node.create(new Name("first"), 6000, 6009);
        CompletableFuture<ServiceStatus> second = node.create(new Name("second"), 6005, 6015);
        node.advance(500);
        assertThat(second).isNotDone();

        held.letThrough();
        node.turn();

        Service created = answerOf(first).entry().value();
        assertThat(refusalOf(second))
                .isEqualTo(new Refusal.RangeOverlap(PortSet.of(new PortRange(6005, 6015)), List.of(created)));
        assertThat(sent()).hasSize(1);
    }

    @Test
    void anOverlapWithACreateThatNeverHappensIsNone() {
        node.store.loseRequest();
        CompletableFuture<ServiceStatus> first = node.create(new Name("first"), 6000, 6009);
        CompletableFuture<ServiceStatus> second = node.create(new Name("second"), 6005, 6015);
        node.advance(500);
        assertThat(second).isNotDone();

        node.store.settle();
        node.turn();

        assertThat(refusalOf(first)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(answerOf(second).entry().value().ports().bounds()).isEqualTo(new PortRange(6005, 6015));
    }

    @Test
    void aNameThatACreateUnderWayTakesIsRefusedOnceThatHasHappened() {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<ServiceStatus> first = node.create(new Name("flask"), 6000, 6009);
        CompletableFuture<ServiceStatus> second = node.create(new Name("flask"), 7000, 7009);
        node.advance(500);
        assertThat(second).isNotDone();

        held.letThrough();
        node.turn();

        assertThat(refusalOf(second))
                .isEqualTo(new Refusal.ServiceExists(answerOf(first).entry().value()));
    }

    @Test
    void twoChangesOfOneServiceBothStand() {
        CompletableFuture<ServiceStatus> described = node.describe("Django service");
        CompletableFuture<ServiceStatus> resized = node.resize(5000, 5019);
        node.turn();

        assertThat(answerOf(described).entry().value().ports().bounds()).isEqualTo(new PortRange(5000, 5009));
        assertThat(answerOf(resized).entry().value().description()).isEqualTo("Django service");
        assertThat(node.record(new ServiceKey(Space.DEFAULT, DJANGO)))
                .isEqualTo(answerOf(resized).entry());
        assertThat(sent()).extracting(List::size).containsExactly(1, 1);
    }

    @Test
    void changesOfOneServiceFollowEachOtherInTheOrderTheyCame() {
        List<CompletableFuture<ServiceStatus>> changes = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            changes.add(node.describe("number " + i));
        }
        node.advance(100);

        assertThat(sent()).hasSize(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            Entry<Service> entry = answerOf(changes.get(i)).entry();
            assertThat(entry.value().description()).isEqualTo("number " + i);
            assertThat(i == 0 || entry.modRevision() > revision(changes.get(i - 1)))
                    .isTrue();
        }
    }

    @Test
    void changesOfDifferentServicesTravelInOneTransaction() {
        List<CompletableFuture<ServiceStatus>> creates = creates(node, "s", 6000);
        node.turn();
        List<CompletableFuture<ServiceStatus>> changes = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Name name = answerOf(creates.get(i)).entry().value().name();
            ServiceChange change = i % 2 == 0
                    ? new ServiceChange(true, "number " + i, null, null, null, null)
                    : new ServiceChange(false, null, null, 6015 + 20 * i, null, null);
            changes.add(node.allocator.changeService(node.caller(), TestNode.ref(name), change, Precondition.NONE));
        }
        node.turn();

        assertThat(changes).allMatch(change -> answerOf(change).entry().modRevision() > 0);
        assertThat(sent()).extracting(List::size).containsExactly(CLIENTS, CLIENTS);
    }

    @Test
    void changesThatGainNoPortsDisturbNoOtherNode() {
        List<CompletableFuture<ServiceStatus>> creates = creates(node, "s", 6000);
        node.turn();
        int ours = node.store.sent().size();
        List<CompletableFuture<ServiceStatus>> changes = new ArrayList<>();
        for (CompletableFuture<ServiceStatus> create : creates) {
            TestNode one = changes.size() % 2 == 0 ? node : rival;
            Name name = answerOf(create).entry().value().name();
            ServiceChange change = new ServiceChange(true, "changed", null, null, null, null);
            changes.add(one.allocator.changeService(one.caller(), TestNode.ref(name), change, Precondition.NONE));
        }
        node.turn();

        assertThat(changes).allMatch(change -> answerOf(change).entry().modRevision() > 0);
        assertThat(node.store.sent()).hasSize(ours + 1);
        assertThat(rival.store.sent()).hasSize(1);
    }

    @Test
    void aDeleteTravelsBesideCreatesAndKeepsNoneOfThemBack() {
        node.await(node.create(new Name("empty"), 6500, 6509));
        node.allocated("web-01");
        List<CompletableFuture<ServiceStatus>> creates = creates(node, "s", 6000);
        CompletableFuture<Void> gone = delete(node, "empty");
        CompletableFuture<Void> inUse = node.delete(false);
        node.store.beforeNext(() -> rival.await(rival.describe("changed")));
        node.turn();

        assertThat(creates).allMatch(create -> answerOf(create).ports().total() == 10);
        assertThat(gone).isCompleted();
        assertThat(refusalOf(inUse)).isInstanceOf(Refusal.ServiceInUse.class);
        assertThat(node.record(new ServiceKey(Space.DEFAULT, new Name("empty"))))
                .isNull();
    }

    @Test
    void ofTwoDeletesOfOneServiceTheSecondFindsNothing() {
        CompletableFuture<Void> first = node.delete(false);
        CompletableFuture<Void> second = node.delete(false);
        node.turn();

        assertThat(first).isCompleted();
        assertThat(refusalOf(second)).isEqualTo(new Refusal.ServiceNotFound(DJANGO));
    }

    @Test
    void afterALostReplyEachFindsItsOwnService() {
        node.store.loseReply();
        List<CompletableFuture<ServiceStatus>> creates = creates(node, "s", 6000);
        CompletableFuture<ServiceStatus> described = node.describe("Django service");
        node.turn();

        node.store.settle();
        node.turn();

        for (CompletableFuture<ServiceStatus> create : creates) {
            Entry<Service> entry = answerOf(create).entry();
            assertThat(node.record(entry.key())).isEqualTo(entry);
        }
        assertThat(answerOf(described).entry().value().description()).isEqualTo("Django service");
        assertThat(sent()).hasSize(1);
    }

    @Test
    void aChangeOfUnknownFateIsSettledBeforeTheNextOneOfThatService() {
        node.store.loseRequest();
        CompletableFuture<ServiceStatus> first = node.describe("first");
        CompletableFuture<ServiceStatus> second = node.resize(5000, 5019);
        node.advance(500);
        assertThat(second).isNotDone();

        node.store.settle();
        node.turn();

        assertThat(answerOf(first).entry().value().description()).isEqualTo("first");
        assertThat(answerOf(second).entry().value().description()).isEqualTo("first");
        assertThat(answerOf(second).entry().value().ports().bounds()).isEqualTo(new PortRange(5000, 5019));
    }

    @Test
    void deletesGoOnWhileTheStoreIsTooFullToSettleACreate() {
        node.store.loseRequestInAFullStore();
        CompletableFuture<ServiceStatus> create = node.create(new Name("first"), 6000, 6009);
        node.turn();

        CompletableFuture<Void> delete = node.delete(true);
        node.turn();
        assertThat(delete).isCompleted();
        assertThat(create).isNotDone();

        node.store.settle();
        node.turn();
        assertThat(refusalOf(create)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    @Test
    void fullLineOfServiceChangesKeepsOutServiceChangesOnly() {
        ScriptedStore.Held held = node.store.hold();
        CompletableFuture<ServiceStatus> first = node.create(new Name("first"), 6000, 6009);
        node.turn();
        for (int i = 0; i < ServiceTurns.MAX_WAITING; i++) {
            node.describe("number " + i);
        }

        CompletableFuture<ServiceStatus> oneMore = node.describe("one more");
        CompletableFuture<Granted> allocated = node.allocate("web-01");
        node.turn();
        assertThat(refusalOf(oneMore)).isEqualTo(new Refusal.Overloaded());
        assertThat(answerOf(allocated).entry().value().port()).isEqualTo(5000);

        held.letThrough();
        node.turn();
        assertThat(first).isCompleted();
    }

    @Test
    void changesThatGaveUpLeaveTheLine() {
        node.store.hold();
        node.create(new Name("first"), 6000, 6009);
        node.turn();
        for (int i = 0; i < ServiceTurns.MAX_WAITING; i++) {
            node.describe("number " + i);
        }
        node.advance(RequestContext.PATIENCE.toMillis());

        CompletableFuture<ServiceStatus> later = node.describe("later");
        node.turn();
        assertThat(later).as("has a place").isNotDone();
    }

    @Test
    void whoLosesEveryRaceHearsOfTrafficAndNotOfTroubleWithTheStore() {
        loseRaces();
        CompletableFuture<ServiceStatus> create = node.create(new Name("flask"), 6000, 6009);
        node.advance(5_000);

        assertThat(refusalOf(create)).isEqualTo(new Refusal.Contended());
        assertThat(sent()).hasSizeGreaterThan(100);
        node.advance(1_000);
        assertThat(node.record(new ServiceKey(Space.DEFAULT, new Name("flask"))))
                .isNull();
    }

    @Test
    void aNodeThatWonAgainstOthersGivesWay() {
        rival.await(rival.describe("others are about"));
        node.await(node.create(new Name("first"), 6000, 6009));
        int barriers = node.store.barriers();

        CompletableFuture<ServiceStatus> second = node.create(new Name("second"), 6010, 6019);
        node.loop.runUntilIdle();
        assertThat(node.store.barriers()).isEqualTo(barriers);
        rival.await(rival.create(new Name("theirs"), 7000, 7009));

        assertThat(node.await(second).ports().total()).isEqualTo(10);
    }

    @Test
    void aNodeAloneGivesWayToNobody() {
        node.await(node.create(new Name("first"), 6000, 6009));

        node.create(new Name("second"), 6010, 6019);
        node.loop.runUntilIdle();

        assertThat(sent()).hasSize(2);
    }

    /** Creates services in the order of their names, each with ten ports. */
    private static List<CompletableFuture<ServiceStatus>> creates(TestNode node, String prefix, int start) {
        List<CompletableFuture<ServiceStatus>> creates = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            creates.add(node.create(new Name(prefix + i), start + 20 * i, start + 20 * i + 9));
        }
        return creates;
    }

    /** From now on another node changes a service before each transaction of this one arrives. */
    private void loseRaces() {
        node.store.beforeNext(() -> {
            rival.await(rival.describe("change " + node.store.sent().size()));
            loseRaces();
        });
    }

    private static CompletableFuture<Void> delete(TestNode node, String service) {
        return node.allocator.deleteService(node.caller(), TestNode.ref(new Name(service)), false, Precondition.NONE);
    }

    private static long revision(CompletableFuture<ServiceStatus> change) {
        return answerOf(change).entry().modRevision();
    }

    /** All transactions of the node since the test began. */
    private List<List<Mutation>> sent() {
        return node.store.sent().subList(before, node.store.sent().size());
    }
}

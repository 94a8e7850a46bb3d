package io.portmaster.allocation;

import static io.portmaster.allocation.Prepared.FIRST;
import static io.portmaster.allocation.Prepared.SECOND;
import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Name;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ports that are allocated at once on a client's lease, and moved to another one by the request's key. */
class OfferOnLeaseTest {
    private static final String KEY = "a-key-of-sixteen";

    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    @BeforeEach
    void makeLeases() {
        prepared.lease(FIRST, 30);
        prepared.lease(SECOND, 20);
    }

    private static Allocation allocation(Granted granted) {
        return (Allocation) granted.entry().value();
    }

    @Test
    void theAllocationIsOnTheLeaseAndItsCoolingWaitsOnTheCompanion() {
        Granted granted = Ask.one("web-01").on(FIRST).grantedBy(node);

        assertThat(allocation(granted).lease()).isEqualTo(FIRST);
        assertThat(prepared.leasesOf(5000, "web-01")).isEqualTo(Prepared.pair(FIRST));
        assertThat(prepared.coolingThatStands(5000).reason()).isEqualTo(Cooling.Reason.LEASE_ENDED);
        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(30);
        node.assertSound();
    }

    @Test
    void whenTheLeaseEndsTheNameIsFreeAndOnlyItGetsThePortBack() {
        Ask.one("web-01").on(FIRST).grantedBy(node);
        node.records.revoke(FIRST);

        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5001);
        assertThat(Ask.one("web-01").on(SECOND).portFrom(node)).isEqualTo(5000);
        assertThat(prepared.leasesOf(5000, "web-01")).isEqualTo(Prepared.pair(SECOND));
    }

    /** An older node would give the port away while it cools. */
    @Test
    void theServiceIsRewrittenInVersion2FirstAndStaysInIt() {
        assertThat(prepared.service().value().version()).isEqualTo(FormatVersion.V1);

        Ask.one("web-01").on(FIRST).grantedBy(node);

        assertThat(prepared.service().value().version()).isEqualTo(FormatVersion.V2);
        assertThat(node.store.mutations())
                .extracting(Mutation::kind)
                .endsWith(Mutation.Kind.CHANGE_SERVICE, Mutation.Kind.CLAIM_ON_LEASE);
        node.await(node.describe("still in version 2"));
        assertThat(prepared.service().value().version()).isEqualTo(FormatVersion.V2);
        Ask.one("web-02").on(FIRST).grantedBy(node);
        assertThat(node.store.mutations()).extracting(Mutation::kind).endsWith(Mutation.Kind.CLAIM_ON_LEASE);
    }

    @Test
    void requestsThatComeTogetherUpgradeTheServiceOnce() {
        List<CompletableFuture<Granted>> requests = List.of(
                Ask.one("web-01").on(FIRST).from(node),
                Ask.one("web-02").on(FIRST).from(node),
                Ask.one("web-03").on(SECOND).from(node));

        requests.forEach(node::await);

        assertThat(node.holders()).hasSize(3);
        long changes = node.store.mutations().stream()
                .filter(each -> each.kind() == Mutation.Kind.CHANGE_SERVICE)
                .count();
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void anUpgradeWhoseOutcomeIsUnknownIsMadeAgain() {
        node.store.loseRequest();
        CompletableFuture<Granted> request = Ask.one("web-01").on(FIRST).from(node);
        node.advance(100);
        node.store.settle();

        node.await(request);
        assertThat(prepared.service().value().version()).isEqualTo(FormatVersion.V2);
    }

    @Test
    void anUpgradeThatTheStoreRefusesRefusesTheRequestWithoutEffect() {
        node.store.refuse(Reason.REFUSED);

        assertThat(Ask.one("web-01").on(FIRST).refusedBy(node)).isInstanceOf(Refusal.StoreUnavailable.class);
        assertThat(node.holders()).isEmpty();
        assertThat(prepared.service().value().version()).isEqualTo(FormatVersion.V1);
    }

    @Test
    void aServiceThatIsDeletedDuringItsUpgradeIsNotFound() {
        node.store.beforeNext(() -> rival.await(rival.delete(true)));

        assertThat(Ask.one("web-01").on(FIRST).refusedBy(node)).isEqualTo(new Refusal.ServiceNotFound(DJANGO));
    }

    @Test
    void groupsAreOnTheLeaseWhole() {
        Granted granted = Ask.group("a", "b").on(FIRST).grantedBy(node);

        assertThat(granted.entries()).hasSize(2);
        assertThat(prepared.leasesOf(5000, "a")).isEqualTo(Prepared.pair(FIRST));
        assertThat(prepared.leasesOf(5001, "b")).isEqualTo(Prepared.pair(FIRST));
        node.records.revoke(FIRST);
        assertThat(node.holders()).isEmpty();
    }

    @Test
    void aLeaseThatIsNotThereIsNotFound() {
        node.records.revoke(FIRST);

        assertThat(Ask.one("web-01").on(FIRST).refusedBy(node)).isEqualTo(new Refusal.LeaseNotFound(FIRST));
        assertThat(node.holders()).isEmpty();
    }

    @Test
    void aServiceThatRestsLongerThanTheLeaseLingersIsRefused() {
        prepared.delays(25, null);

        assertThat(Ask.one("web-01").on(SECOND).refusedBy(node)).isEqualTo(new Refusal.LeaseTooShort(20, 25));
        Ask.one("web-01").on(FIRST).grantedBy(node);
    }

    @Test
    void aDelayThatIsSetOnTheWayIsNotLost() {
        prepared.delays(1, null);
        node.store.beforeNext(() -> new Prepared(rival).delays(25, null));

        assertThat(Ask.one("web-01").on(SECOND).refusedBy(node)).isEqualTo(new Refusal.LeaseTooShort(20, 25));
        assertThat(node.holders()).isEmpty();
    }

    /** The claim conflicts by itself: the plain one in the same batch commits. */
    @Test
    void aLeaseThatEndsOnTheWayHarmsNobodyElse() {
        prepared.delays(1, null);
        ScriptedStore.Held batch = node.store.hold();
        CompletableFuture<Granted> blocking = node.allocate("web-00");
        node.turn();
        CompletableFuture<Granted> plain = node.allocate("web-01");
        CompletableFuture<Granted> leased = Ask.one("web-02").on(FIRST).from(node);
        node.records.revoke(FIRST);
        batch.letThrough();

        node.await(blocking);
        node.await(plain);
        assertThat(node.awaitRefusal(leased)).isEqualTo(new Refusal.LeaseNotFound(FIRST));
        assertThat(node.holders()).hasSize(2);
    }

    /** Rule 13: what met the end of a lease all the same takes no others with it a second time. */
    @Test
    void whatMetAnEndedLeaseTravelsAloneTheNextTime() {
        prepared.delays(1, null);
        node.store.refuse(Reason.LEASE_GONE);
        CompletableFuture<Granted> leased = Ask.one("web-01").on(FIRST).from(node);
        CompletableFuture<Granted> plain = node.allocate("web-02");

        node.await(leased);
        node.await(plain);

        List<Mutation> again = node.store.mutations().stream()
                .skip(node.store.mutations().size() - 2)
                .toList();
        assertThat(again).allSatisfy(mutation -> assertThat(mutation.alone())
                .isEqualTo(mutation.kind() == Mutation.Kind.CLAIM_ON_LEASE));
        assertThat(node.store.sent()).endsWith(List.of(again.get(0)), List.of(again.get(1)));
    }

    // Moves by the request's key.

    @Test
    void theSameRequestIsAnsweredAgainWhateverItsPrecondition() {
        Granted first = Ask.one("web-01").on(FIRST).key(KEY).grantedBy(node);
        Entry<Holding> seen = first.entry();
        Entry<Holding> never = new Entry<>(seen.key(), seen.value(), 1, 1);

        assertThat(Ask.one("web-01").on(FIRST).key(KEY).at(never).grantedBy(rival))
                .isEqualTo(new Granted(first.entries(), first.secret(), true, first.revision()));
    }

    @Test
    void anAllocationIsMovedWithAPreconditionAndKeepsItsRevision() {
        Granted first = Ask.one("web-01").on(FIRST).key(KEY).grantedBy(node);

        assertThat(Ask.one("web-01").on(SECOND).key(KEY).refusedBy(rival))
                .isEqualTo(new Refusal.OnOtherLease(FIRST, first.entry().modRevision()));
        Granted moved = Ask.one("web-01").on(SECOND).key(KEY).at(first.entry()).grantedBy(rival);

        assertThat(moved.revision()).isEqualTo(first.revision()).isEqualTo(prepared.acceptedAt("web-01"));
        assertThat(moved.secret()).isEqualTo(first.secret());
        assertThat(moved.replayed()).isFalse();
        assertThat(moved.entry()).isEqualTo(node.holding(5000));
        assertThat(prepared.leasesOf(5000, "web-01")).isEqualTo(Prepared.pair(SECOND));
    }

    @Test
    void aRequestFromBeforeCannotMoveItBack() {
        Granted first = Ask.one("web-01").on(FIRST).key(KEY).grantedBy(node);
        Granted moved = Ask.one("web-01").on(SECOND).key(KEY).at(first.entry()).grantedBy(node);

        assertThat(Ask.one("web-01").on(FIRST).key(KEY).at(first.entry()).refusedBy(node))
                .isEqualTo(new Refusal.PreconditionFailed(moved.entry().modRevision()));
    }

    @Test
    void nullTakesAnAllocationOffItsLease() {
        Granted first = Ask.one("web-01").on(FIRST).key(KEY).grantedBy(node);

        Granted off = Ask.one("web-01").onNone().key(KEY).at(first.entry()).grantedBy(node);

        assertThat(allocation(off).lease()).isNull();
        assertThat(off.revision()).isEqualTo(first.revision());
        assertThat(prepared.cooling(5000)).isNull();
        node.records.revoke(FIRST);
        assertThat(node.holders()).containsEntry(5000, "allocated web-01");
    }

    /** The move took effect, and its outcome is lost. The agent has moved the allocation since, on another node. */
    @Test
    void aMoveOfUnknownOutcomeIsCalledUnknownAfterTheNextMove() {
        Granted first = Ask.one("web-01").on(FIRST).key(KEY).grantedBy(node);
        CompletableFuture<Granted> lost = loseReplyOfAMove(first);
        Granted moved =
                Ask.one("web-01").onNone().key(KEY).at(node.holding(5000)).grantedBy(rival);

        settle();

        assertThat(refusalOf(lost)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(node.holding(5000)).isEqualTo(moved.entry());
    }

    @Test
    void aMoveOfUnknownOutcomeIsCalledUnknownAfterARelease() {
        Granted first = Ask.one("web-01").on(FIRST).key(KEY).grantedBy(node);
        CompletableFuture<Granted> lost = loseReplyOfAMove(first);
        rival.await(rival.release("web-01"));

        settle();

        assertThat(refusalOf(lost)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    @Test
    void aMoveOfUnknownOutcomeIsAnsweredByWhatStands() {
        Granted first = Ask.one("web-01").on(FIRST).key(KEY).grantedBy(node);
        CompletableFuture<Granted> lost = loseReplyOfAMove(first);

        settle();

        assertThat(answerOf(lost))
                .isEqualTo(new Granted(List.of(node.holding(5000)), first.secret(), false, first.revision()));
        assertThat(allocation(answerOf(lost)).lease()).isEqualTo(SECOND);
    }

    @Test
    void aMoveThatNeverArrivedIsSentAgain() {
        Granted first = Ask.one("web-01").on(FIRST).key(KEY).grantedBy(node);
        node.store.loseRequest();
        CompletableFuture<Granted> lost =
                Ask.one("web-01").on(SECOND).key(KEY).at(first.entry()).from(node);
        node.turn();

        settle();

        assertThat(allocation(answerOf(lost)).lease()).isEqualTo(SECOND);
        assertThat(answerOf(lost).entry()).isEqualTo(node.holding(5000));
    }

    /** The allocation was there, and ended with its lease. */
    @Test
    void aClaimOfUnknownOutcomeIsCalledUnknownAfterTheEndOfItsLease() {
        prepared.delays(1, null);
        node.store.loseReply();
        CompletableFuture<Granted> lost = Ask.one("web-01").on(FIRST).from(node);
        node.turn();
        assertThat(node.holders()).hasSize(1);
        node.records.revoke(FIRST);

        settle();

        assertThat(refusalOf(lost)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    private CompletableFuture<Granted> loseReplyOfAMove(Granted first) {
        node.store.loseReply();
        CompletableFuture<Granted> lost =
                Ask.one("web-01").on(SECOND).key(KEY).at(first.entry()).from(node);
        node.turn();
        return lost;
    }

    private void settle() {
        node.store.settle();
        node.turn();
    }

    @Test
    void aGroupIsMovedWhole() {
        Granted first = Ask.group("a", "b").on(FIRST).key(KEY).grantedBy(node);

        Granted moved =
                Ask.group("a", "b").on(SECOND).key(KEY).at(first.entry()).grantedBy(node);

        assertThat(moved.entries())
                .extracting(entry -> ((Allocation) entry.value()).lease())
                .containsExactly(SECOND, SECOND);
        assertThat(moved.entries()).containsExactly(node.holding(5000), node.holding(5001));
    }

    @Test
    void withNothingToMoveNothingIsMade() {
        Granted first = Ask.one("web-01").on(FIRST).key(KEY).grantedBy(node);
        node.await(node.release("web-01"));

        assertThat(Ask.one("web-01").on(SECOND).key(KEY).at(first.entry()).refusedBy(node))
                .isEqualTo(new Refusal.PortNotFound("web-01"));
        assertThat(node.holders()).isEmpty();
    }

    /** Clients of before send it, and it has never meant anything. */
    @Test
    void thePreconditionOfAnyOtherRequestIsIgnored() {
        Granted other = node.allocated("web-00");

        assertThat(Ask.one("web-01").at(other.entry()).portFrom(node)).isEqualTo(5001);
        assertThat(Ask.one("web-02").on(FIRST).at(other.entry()).portFrom(node)).isEqualTo(5002);
        assertThat(Ask.one("web-03").accepted().key(KEY).at(other.entry()).portFrom(node))
                .isEqualTo(5003);
        assertThat(node.holders()).containsValue("offered " + new Name("web-01"));
    }
}

package io.portmaster.allocation;

import static io.portmaster.allocation.Prepared.FIRST;
import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Key;
import io.portmaster.record.Receipt;
import io.portmaster.record.Value;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Accepts onto a client's lease. */
class LeaseAcceptTest {
    private final TestNode node = new TestNode().withDjango(5000, 6999);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    @Test
    void theAllocationEndsWithTheLeaseAndItsPortLingers() {
        prepared.lease(FIRST, 30);
        Granted offer = node.offered("web-01");

        Accepted accepted = node.await(accept(offer, FIRST));

        assertThat(accepted.replayed()).isFalse();
        assertThat(accepted.entry()).isEqualTo(node.holding(5000));
        assertThat(accepted.entry().value().lease()).isEqualTo(FIRST);
        assertThat(accepted.revision()).isEqualTo(prepared.acceptedAt("web-01"));
        assertThat(prepared.leasesOf(5000, "web-01")).isEqualTo(Prepared.pair(FIRST));
        Cooling cooling = prepared.coolingThatStands(5000);
        assertThat(cooling.reason()).isEqualTo(Cooling.Reason.LEASE_ENDED);
        assertThat(cooling.delay()).isEqualTo(30);

        node.records.revoke(FIRST);

        assertThat(node.holders()).isEmpty();
        assertThat(prepared.cooling(5000)).isEqualTo(cooling);
        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5001);
    }

    @Test
    void acceptAgainAfterTheLeasesEndFindsNoOffer() {
        prepared.lease(FIRST, 30);
        Granted offer = node.offered("web-01");
        node.await(accept(offer, FIRST));
        node.records.revoke(FIRST);

        assertThat(node.awaitRefusal(accept(offer, FIRST))).isEqualTo(new Refusal.OfferNotFound(DJANGO));
        assertThat(node.awaitRefusal(node.accept(offer.secret()))).isEqualTo(new Refusal.OfferNotFound(DJANGO));
    }

    /** The node's mirror hasn't brought the lease's end yet. The conflict tells of it, so a second try would be in vain. */
    @Test
    void anAcceptOntoALeaseThatHasJustEndedIsSentOnce() {
        prepared.delays(1, null);
        prepared.lease(FIRST, 30);
        Granted offer = node.offered("web-01");
        node.records.pauseMirror();
        node.records.revoke(FIRST);

        CompletableFuture<Accepted> accept = accept(offer, FIRST);
        node.turn();
        assertThat(accept).isNotDone();
        node.records.resumeMirror();
        node.turn();

        assertThat(TestNode.refusalOf(accept)).isInstanceOf(Refusal.LeaseNotFound.class);
        assertThat(node.store.mutations())
                .filteredOn(each -> each.kind() == Mutation.Kind.ACCEPT_ON_LEASE)
                .hasSize(1);
    }

    @Test
    void aGroupIsPutOnTheLeaseWhole() {
        prepared.lease(FIRST, 30);
        Granted group = prepared.group(5000, "web.http", "web.admin");

        Accepted accepted = node.await(accept(group, FIRST));

        assertThat(accepted.entries())
                .containsExactly(
                        node.holding(5000).as(Allocation.class),
                        node.holding(5001).as(Allocation.class));
        assertThat(prepared.leasesOf(5000, "web.http")).isEqualTo(Prepared.pair(FIRST));
        assertThat(prepared.leasesOf(5001, "web.admin")).isEqualTo(Prepared.pair(FIRST));
    }

    @Test
    void aLeaseThatNobodyMadeIsNotFound() {
        Granted offer = node.offered("web-01");

        assertThat(node.awaitRefusal(accept(offer, FIRST))).isEqualTo(new Refusal.LeaseNotFound(FIRST));
        assertThat(node.holders()).containsEntry(5000, "offered web-01");
    }

    @Test
    void aLeaseThatSomebodyEndsTakesNothingMore() {
        prepared.lease(FIRST, 30);
        Granted offer = node.offered("web-01");
        prepared.beginEnd(FIRST);

        assertThat(node.awaitRefusal(accept(offer, FIRST))).isEqualTo(new Refusal.LeaseNotFound(FIRST));
    }

    @Test
    void aLeaseWhoseCompanionHasEndedFirstTakesNothingMore() {
        prepared.lease(FIRST, 30);
        Granted offer = node.offered("web-01");
        node.records.revoke(FIRST.companion());

        assertThat(node.awaitRefusal(accept(offer, FIRST))).isEqualTo(new Refusal.LeaseNotFound(FIRST));
    }

    /** The anchors are compared: the node that accepts doesn't know yet that the other one ends the lease. */
    @Test
    void aLeaseThatAnotherNodeBeginsToEndOnTheWayTakesNothing() {
        prepared.lease(FIRST, 30);
        prepared.delays(1, null);
        Granted offer = node.offered("web-01");
        node.store.beforeNext(() -> new Prepared(rival).beginEnd(FIRST));

        assertThat(node.awaitRefusal(accept(offer, FIRST))).isEqualTo(new Refusal.LeaseNotFound(FIRST));
        assertThat(node.holders()).containsEntry(5000, "offered web-01");
    }

    @Test
    void aLeaseWhoseCompanionEndsOnTheWayTakesNothing() {
        prepared.lease(FIRST, 30);
        prepared.delays(1, null);
        Granted offer = node.offered("web-01");
        node.store.beforeNext(() -> node.records.revoke(FIRST.companion()));

        assertThat(node.awaitRefusal(accept(offer, FIRST))).isEqualTo(new Refusal.LeaseNotFound(FIRST));
        assertThat(node.store.mutations())
                .filteredOn(each -> each.kind() == Mutation.Kind.ACCEPT_ON_LEASE)
                .hasSize(1);
    }

    @Test
    void aServiceWhosePortsRestLongerThanTheLeaseLingersIsRefused() {
        prepared.lease(FIRST, 30);
        prepared.delays(31, null);
        Granted offer = node.offered("web-01");

        assertThat(node.awaitRefusal(accept(offer, FIRST))).isEqualTo(new Refusal.LeaseTooShort(30, 31));

        prepared.delays(30, null);
        node.await(accept(offer, FIRST));
    }

    /** The service is compared. */
    @Test
    void aDelayThatIsSetOnTheWayCounts() {
        prepared.lease(FIRST, 30);
        prepared.delays(1, null);
        Granted offer = node.offered("web-01");
        node.store.beforeNext(() -> new Prepared(rival).delays(31, null));

        assertThat(node.awaitRefusal(accept(offer, FIRST))).isEqualTo(new Refusal.LeaseTooShort(30, 31));
        assertThat(node.holders()).containsEntry(5000, "offered web-01");
    }

    @Test
    void aLeaseCarriesAThousandAllocations() {
        prepared.lease(FIRST, 30);
        fill(999);
        Granted last = node.offered("web-01");
        Granted oneMore = node.offered("web-02");
        Granted group = prepared.group(6990, "web.http", "web.admin");

        assertThat(node.awaitRefusal(accept(group, FIRST))).isEqualTo(new Refusal.LeaseFull(1_000));
        node.await(accept(last, FIRST));
        assertThat(node.awaitRefusal(accept(oneMore, FIRST))).isEqualTo(new Refusal.LeaseFull(1_000));
        assertThat(node.await(accept(last, FIRST)).replayed())
                .as("it is on the lease already")
                .isTrue();
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            Receipt receipt = new Receipt(new UUID(1, i), "hash " + i, true);
            Allocation plain = new Allocation(5500 + i, DJANGO, new Name("full-" + i), node.loop.now(), receipt);
            node.records.put(new Key.PortKey(Space.DEFAULT, plain.port()), plain.on(FIRST));
            node.records.put(plain.indexKey(Space.DEFAULT), new Value.Index(plain.port()));
        }
        node.turn();
    }

    /** A node of the release before knows no leases. From then on it changes nothing in the service. */
    @Test
    void aServiceOfVersionOneIsRewrittenBeforeItsFirstLease() {
        prepared.lease(FIRST, 30);
        Granted offer = node.offered("web-01");
        assertThat(prepared.service().value().version()).isEqualTo(FormatVersion.V1);

        node.await(accept(offer, FIRST));

        assertThat(prepared.service().value().version()).isEqualTo(FormatVersion.V2);
        assertThat(node.store.mutations().stream().map(Mutation::kind))
                .containsSubsequence(Mutation.Kind.CHANGE_SERVICE, Mutation.Kind.ACCEPT_ON_LEASE);
    }

    @Test
    void anAcceptOntoNoLeaseEndsTheCoolingOfItsPort() {
        prepared.delays(60, null);
        node.allocated("web-01");
        node.await(node.release("web-01"));
        assertThat(prepared.cooling(5000)).isNotNull();
        Granted offer = prepared.offerBack(5000, "web-01", TestNode.TTL);
        assertThat(prepared.cooling(5000)).as("the offer leaves it").isNotNull();

        node.await(node.accept(offer.secret()));

        assertThat(prepared.cooling(5000)).isNull();
    }

    @Test
    void anAcceptOfUnknownOutcomeIsAnsweredByWhatStands() {
        prepared.lease(FIRST, 30);
        prepared.delays(1, null);
        Granted offer = node.offered("web-01");
        node.store.loseReply();
        CompletableFuture<Accepted> accept = accept(offer, FIRST);
        node.turn();

        node.store.settle();
        node.turn();

        assertThat(answerOf(accept).replayed()).isFalse();
        assertThat(answerOf(accept).entry()).isEqualTo(node.holding(5000));
    }

    private CompletableFuture<Accepted> accept(Granted offer, Lease lease) {
        return node.allocator.accept(
                node.caller(), Prepared.accept(offer.secret(), new LeaseWish.On(lease), Precondition.NONE));
    }
}

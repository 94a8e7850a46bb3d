package io.portmaster.allocation;

import static io.portmaster.allocation.Prepared.FIRST;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offers that are rejected because the client's host uses their ports, and the cooling that stands at offered ports. */
class BusyPortTest {
    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    @Test
    void aBusyPortCoolsForEverybody() {
        prepared.delays(null, 100);
        Granted offer = node.offered("web-01");

        assertThat(node.await(busy(offer, 5000))).isEmpty();

        assertThat(node.holders()).isEmpty();
        Cooling cooling = prepared.coolingThatStands(5000);
        assertThat(cooling.reason()).isEqualTo(Cooling.Reason.BUSY);
        assertThat(cooling.delay()).isEqualTo(100);
        assertThat(cooling.allows(DJANGO, new Name("web-01"))).isFalse();
        assertThat(node.offered("web-01").entry().value().port()).isEqualTo(5001);
        node.assertSound();
    }

    @Test
    void aServiceOfVersionOneIsRewrittenBeforeItsFirstCooling() {
        Granted offer = node.offered("web-01");
        assertThat(prepared.service().value().version()).isEqualTo(FormatVersion.V1);

        node.await(busy(offer, 5000));

        assertThat(prepared.service().value().version()).isEqualTo(FormatVersion.V2);
        assertThat(node.store.mutations().stream().map(Mutation::kind))
                .containsSubsequence(Mutation.Kind.CHANGE_SERVICE, Mutation.Kind.BUSY);
        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(600);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 70})
    void theLongerOfTwoDelaysStands(int busyDelay) {
        prepared.delays(60, busyDelay);
        node.allocated("web-01");
        node.await(node.release("web-01"));
        Granted offer = prepared.offerBack(5000, "web-01", TestNode.TTL);

        node.await(busy(offer, 5000));

        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(Math.max(60, busyDelay));
        assertThat(prepared.coolingThatStands(5000).reason()).isEqualTo(Cooling.Reason.BUSY);
    }

    /**
     * The node has learned of the offer by a conflict, and nothing of the cooling. A plan on that would put the shorter delay over
     * the longer one, and nothing that it compares would be in its way.
     */
    @Test
    void aCoolingThatTheMirrorDoesNotShowYetIsNotMadeShorter() {
        prepared.delays(60, 5);
        Granted former = node.offered("web-01");
        node.await(node.records.lease(java.time.Duration.ofSeconds(5)));
        node.records.pauseMirror();
        rival.await(rival.accept(former.secret()));
        rival.await(rival.release("web-01"));
        Granted offer = new Prepared(rival).offerBack(5000, "web-01", TestNode.TTL);
        CompletableFuture<?> conflict = node.reject(former.secret());
        node.turn();

        CompletableFuture<?> busy = busy(offer, 5000);
        node.turn();
        node.records.resumeMirror();
        node.await(busy);

        assertThat(refusalOf(conflict)).isEqualTo(new Refusal.OfferNotFound(DJANGO));
        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(60);
    }

    @Test
    void theServiceIsCompared() {
        prepared.delays(null, 5);
        Granted offer = node.offered("web-01");
        node.await(node.records.lease(java.time.Duration.ofSeconds(5)));
        node.store.beforeNext(() -> new Prepared(rival).delays(null, 100));

        node.await(busy(offer, 5000));

        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(100);
    }

    @Test
    void aDelayOfZeroEndsTheOfferAndCoolsNothing() {
        prepared.delays(null, 0);
        Granted offer = node.offered("web-01");

        node.await(busy(offer, 5000));

        assertThat(node.holders()).isEmpty();
        assertThat(prepared.cooling(5000)).isNull();
    }

    @Test
    void aGroupIsRejectedWholeAndOnlyItsBusyPortsCool() {
        Granted group = prepared.group(5000, "web.http", "web.admin", "web.debug");

        node.await(busy(group, 5000, 5002));

        assertThat(node.holders()).isEmpty();
        assertThat(prepared.coolingThatStands(5000).name()).isEqualTo(new Name("web.http"));
        assertThat(prepared.cooling(5001)).isNull();
        assertThat(prepared.coolingThatStands(5002).name()).isEqualTo(new Name("web.debug"));
        assertThat(node.store.mutations()).last().extracting(Mutation::kind).isEqualTo(Mutation.Kind.BUSY);
    }

    @Test
    void aPortThatIsNotTheOffersIsNotFoundAndNothingHappens() {
        Granted group = prepared.group(5000, "web.http", "web.admin");

        assertThat(node.awaitRefusal(busy(group, 5000, 5002))).isEqualTo(new Refusal.OfferNotFound(DJANGO));

        assertThat(node.holders()).hasSize(2);
        assertThat(prepared.cooling(5000)).isNull();
    }

    @Test
    void anAcceptedOfferIsNotRejectedAsBusy() {
        Granted offer = node.offered("web-01");
        node.await(node.accept(offer.secret()));

        assertThat(node.awaitRefusal(busy(offer, 5000))).isEqualTo(new Refusal.OfferAccepted(5000));
    }

    @Test
    void rejectedAsBusyAgainItIsNotFound() {
        Granted offer = node.offered("web-01");
        node.await(busy(offer, 5000));

        assertThat(node.awaitRefusal(busy(offer, 5000))).isEqualTo(new Refusal.OfferNotFound(DJANGO));
    }

    /** 58 s of the cooling are left when the offer ends. */
    @Test
    void anOfferThatRunsOutEndsNoCooling() {
        prepared.delays(60, null);
        node.allocated("web-01");
        node.await(node.release("web-01"));
        Cooling cooling = prepared.coolingThatStands(5000);
        prepared.offerBack(5000, "web-01", 2);

        node.advance(5_000);

        assertThat(node.holders()).isEmpty();
        assertThat(prepared.cooling(5000)).isEqualTo(cooling);
    }

    @Test
    void anOfferThatIsRejectedOrWithdrawnEndsNoCooling() {
        prepared.delays(60, null);
        node.allocated("web-01");
        node.await(node.release("web-01"));
        Cooling cooling = prepared.coolingThatStands(5000);

        node.await(node.reject(prepared.offerBack(5000, "web-01", TestNode.TTL).secret()));
        assertThat(prepared.cooling(5000)).isEqualTo(cooling);

        prepared.offerBack(5000, "web-01", TestNode.TTL);
        node.await(node.allocator.withdraw(
                node.caller(), TestNode.ref(DJANGO), new PortReference.ByNumber(5000), Precondition.NONE));
        assertThat(prepared.cooling(5000)).isEqualTo(cooling);
        assertThat(node.holders()).isEmpty();
    }

    /** After the lease's end the port lingers. The offer to its former name was rejected as busy: nobody gets it earlier. */
    @Test
    void theLingerOfALeaseCountsAmongTheDelays() {
        prepared.lease(FIRST, 30);
        prepared.delays(0, 10);
        Granted offer = node.offered("web-01");
        node.await(node.allocator.accept(
                node.caller(), Prepared.accept(offer.secret(), new LeaseWish.On(FIRST), Precondition.NONE)));
        node.records.revoke(FIRST);

        node.await(busy(prepared.offerBack(5000, "web-01", TestNode.TTL), 5000));

        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(30);
        node.records.revoke(FIRST.companion());
        assertThat(prepared.cooling(5000)).as("it is on a lease of its own").isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRejectOfUnknownOutcomeIsDoneOnce(boolean arrived) {
        prepared.delays(null, 100);
        Granted offer = node.offered("web-01");
        node.await(node.records.lease(java.time.Duration.ofSeconds(100)));
        if (arrived) {
            node.store.loseReply();
        } else {
            node.store.loseRequest();
        }
        CompletableFuture<?> lost = busy(offer, 5000);
        node.turn();

        node.store.settle();
        node.turn();

        assertThat(lost).isCompleted();
        assertThat(prepared.coolingThatStands(5000).delay()).isEqualTo(100);
        assertThat(node.holders()).isEmpty();
    }

    /** The offer is gone, but its port doesn't cool: another client has rejected it, or this one has and the cooling was ended. */
    @Test
    void aRejectOfUnknownOutcomeIsNotCalledDoneIfThePortDoesNotCool() {
        prepared.delays(null, 100);
        Granted offer = node.offered("web-01");
        node.await(node.records.lease(java.time.Duration.ofSeconds(100)));
        node.store.loseRequest();
        CompletableFuture<?> lost = busy(offer, 5000);
        node.turn();
        rival.await(rival.reject(offer.secret()));

        node.store.settle();
        node.turn();

        assertThat(refusalOf(lost)).isEqualTo(new Refusal.OutcomeUnknown());
    }

    @Test
    void aCoolingOfANewerReleaseIsNotTouched() {
        prepared.delays(60, null);
        node.allocated("web-01");
        node.await(node.release("web-01"));
        Granted offer = prepared.offerBack(5000, "web-01", TestNode.TTL);
        Cooling seen = prepared.coolingThatStands(5000);
        FormatVersion v3 = new FormatVersion(3);
        Cooling newer = new Cooling(
                seen.port(), seen.service(), seen.name(), seen.reason(), seen.delay(), seen.created(), null, v3);
        node.records.put(new Key.CoolingKey(Space.DEFAULT, 5000), newer);
        node.turn();
        Refusal refusal = new Refusal.RecordNewer("port 5000", v3);

        assertThat(node.awaitRefusal(busy(offer, 5000))).isEqualTo(refusal);
        assertThat(node.awaitRefusal(node.accept(offer.secret()))).isEqualTo(refusal);
        assertThat(prepared.cooling(5000)).isEqualTo(newer);
    }

    @Test
    void whatIsNotRejectedAsBusyCoolsNothing() {
        Granted offer = node.offered("web-01");

        assertThat(answerOf(node.loop.settle(node.reject(offer.secret())))).isEmpty();

        assertThat(prepared.cooling(5000)).isNull();
        assertThat(node.holders()).isEqualTo(Map.of());
    }

    private CompletableFuture<Optional<Granted>> busy(Granted offer, Integer... ports) {
        return node.reject(
                TestNode.ref(DJANGO), offer.secret(), new Rejection(Set.of(ports), false), Precondition.NONE);
    }
}

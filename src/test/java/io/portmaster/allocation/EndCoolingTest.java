package io.portmaster.allocation;

import static io.portmaster.allocation.Prepared.FIRST;
import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator ends the cooling of a port. */
class EndCoolingTest {
    private static final Key COOLING = new Key.CoolingKey(Space.DEFAULT, 5000);
    private static final Refusal NOT_FOUND = new Refusal.PortNotCooling(5000);

    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    @BeforeEach
    void releaseAPort() {
        prepared.delays(60, null);
        node.allocated("web-01");
        node.await(node.release("web-01"));
    }

    @Test
    void anybodyGetsThePort() {
        node.await(endCooling());

        assertThat(prepared.cooling(5000)).isNull();
        assertThat(node.allocated("web-02").entry().value().port()).isEqualTo(5000);
    }

    @Test
    void asSeenOnly() {
        long seen = revision();

        assertThat(node.awaitRefusal(endCooling(new Precondition(Set.of(1L)))))
                .isEqualTo(new Refusal.PreconditionFailed(seen));
        node.await(endCooling(new Precondition(Set.of(seen))));
        assertThat(node.awaitRefusal(endCooling())).isEqualTo(NOT_FOUND);
    }

    @Test
    void aPortThatIsHeldDoesNotCool() {
        prepared.offerBack(5000, "web-01", TestNode.TTL);

        assertThat(node.awaitRefusal(endCooling())).isEqualTo(NOT_FOUND);
        assertThat(prepared.cooling(5000)).isNotNull();
    }

    /** What waits for the end of an allocation's lease is no cooling that anybody could end. */
    @Test
    void anAllocationOnALeaseKeepsItsLinger() {
        prepared.lease(FIRST, 60);
        Granted offer = node.offered("web-02");
        node.await(node.allocator.accept(
                node.caller(), Prepared.accept(offer.secret(), new LeaseWish.On(FIRST), Precondition.NONE)));

        assertThat(node.awaitRefusal(
                        node.allocator.endCooling(node.caller(), TestNode.ref(DJANGO), 5001, Precondition.NONE)))
                .isEqualTo(new Refusal.PortNotCooling(5001));
        assertThat(prepared.cooling(5001)).isNotNull();
    }

    /** The port key is compared as absent. */
    @Test
    void anOfferOnTheWayKeepsTheCooling() {
        node.store.beforeNext(() -> prepared.offerBack(5000, "web-01", TestNode.TTL));

        assertThat(node.awaitRefusal(endCooling())).isEqualTo(NOT_FOUND);
        assertThat(prepared.cooling(5000)).isNotNull();
    }

    @Test
    void theNextCoolingOfThePortIsNotEndedWithIt() {
        Cooling first = prepared.coolingThatStands(5000);
        node.store.beforeNext(() -> {
            Granted offer = prepared.offerBack(5000, "web-01", TestNode.TTL);
            rival.await(rival.accept(offer.secret()));
            rival.await(rival.release("web-01"));
        });

        assertThat(node.awaitRefusal(endCooling())).isEqualTo(NOT_FOUND);
        assertThat(prepared.coolingThatStands(5000)).isNotEqualTo(first);
    }

    @Test
    void anotherServicesPortIsNotFound() {
        Name flask = new Name("flask");
        node.await(node.create(flask, 6000, 6009));

        assertThat(node.awaitRefusal(
                        node.allocator.endCooling(node.caller(), TestNode.ref(flask), 5000, Precondition.NONE)))
                .isEqualTo(NOT_FOUND);
        Name nobody = new Name("nobody");
        assertThat(node.awaitRefusal(
                        node.allocator.endCooling(node.caller(), TestNode.ref(nobody), 5000, Precondition.NONE)))
                .isEqualTo(new Refusal.ServiceNotFound(nobody));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnknownOutcomeIsDoneOnce(boolean arrived) {
        if (arrived) {
            node.store.loseReply();
        } else {
            node.store.loseRequest();
        }
        CompletableFuture<Void> lost = endCooling();
        node.turn();

        node.store.settle();
        node.turn();

        assertThat(lost).isCompleted();
        assertThat(prepared.cooling(5000)).isNull();
    }

    /** The delete never arrived, and the former name has the port back. */
    @Test
    void aCoolingThatStandsIsNotCalledEnded() {
        node.store.loseRequest();
        CompletableFuture<Void> lost = endCooling();
        node.turn();
        prepared.offerBack(5000, "web-01", TestNode.TTL);

        node.store.settle();
        node.turn();

        assertThat(refusalOf(lost)).isEqualTo(NOT_FOUND);
        assertThat(prepared.cooling(5000)).isNotNull();
    }

    @Test
    void afterAnUnknownOutcomeARecordThatCannotBeReadTellsNothing() {
        node.store.loseRequest();
        CompletableFuture<Void> lost = endCooling();
        node.turn();
        node.records.put(COOLING, new Value.Unreadable("from the future"));

        node.store.settle();
        node.turn();

        assertThat(refusalOf(lost)).isEqualTo(new Refusal.OutcomeUnknown());
        assertThat(node.awaitRefusal(endCooling())).isEqualTo(new Refusal.RecordUnreadable("port 5000"));
    }

    @Test
    void afterAnUnknownOutcomeTheNextCoolingStands() {
        node.store.loseReply();
        CompletableFuture<Void> lost = endCooling();
        node.turn();
        rival.allocated("web-02");
        rival.await(rival.release("web-02"));

        node.store.settle();
        node.turn();

        assertThat(lost).isCompleted();
        assertThat(prepared.coolingThatStands(5000).name()).isEqualTo(new Name("web-02"));
    }

    @Test
    void aRecordOfANewerReleaseIsNotTouched() {
        Cooling seen = prepared.coolingThatStands(5000);
        FormatVersion v3 = new FormatVersion(3);
        node.records.put(
                COOLING,
                new Cooling(
                        seen.port(),
                        seen.service(),
                        seen.name(),
                        seen.reason(),
                        seen.delay(),
                        seen.created(),
                        null,
                        v3));
        node.turn();

        assertThat(node.awaitRefusal(endCooling())).isEqualTo(new Refusal.RecordNewer("port 5000", v3));
        assertThat(refusalOf(endCoolingNow())).isEqualTo(new Refusal.RecordNewer("port 5000", v3));
    }

    private CompletableFuture<Void> endCoolingNow() {
        CompletableFuture<Void> request = endCooling();
        node.turn();
        return request;
    }

    private long revision() {
        Entry<?> entry = node.record(COOLING);
        return Objects.requireNonNull(entry).modRevision();
    }

    private CompletableFuture<Void> endCooling() {
        return endCooling(Precondition.NONE);
    }

    private CompletableFuture<Void> endCooling(Precondition precondition) {
        return node.allocator.endCooling(node.caller(), TestNode.ref(DJANGO), 5000, precondition);
    }
}

package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Requests for a port by its number, and for none of some ports. */
class PortByNumberTest {
    private static final Name WEB_01 = new Name("web-01");

    private final TestNode node = new TestNode().withDjango(5000, 5003);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    @Test
    void aFreePortIsGiven() {
        assertThat(Ask.one("web-01").port(5002).portFrom(node)).isEqualTo(5002);
        assertThat(Ask.one("web-02").port(5003).accepted().portFrom(node)).isEqualTo(5003);
        assertThat(node.holders()).containsOnlyKeys(5002, 5003);
    }

    @Test
    void aPortThatIsHeldIsRefusedWithItsHolder() {
        node.offered("web-01");
        node.allocated("web-02");

        assertThat(Ask.one("web-03").port(5000).refusedBy(node))
                .isEqualTo(new Refusal.PortTaken(5000, PortState.OFFERED, DJANGO, WEB_01));
        assertThat(Ask.one("web-03").port(5001).refusedBy(node))
                .isEqualTo(new Refusal.PortTaken(5001, PortState.ALLOCATED, DJANGO, new Name("web-02")));
        assertThat(node.holders()).containsOnlyKeys(5000, 5001);
    }

    @Test
    void aPortThatCoolsIsRefusedWithItsFormerOwner() {
        prepared.delays(60, null);
        node.allocated("web-01");
        node.await(node.release("web-01"));

        assertThat(Ask.one("web-03").port(5000).refusedBy(node))
                .isEqualTo(new Refusal.PortTaken(5000, PortState.COOLING, DJANGO, WEB_01));
        assertThat(Ask.one("web-01").port(5000).portFrom(node)).isEqualTo(5000);
    }

    @Test
    void aPortOfNobodyOrOfAnotherServiceIsOutOfRange() {
        node.await(node.create(new Name("flask"), 6000, 6009));

        for (int port : new int[] {4999, 5004, 6000}) {
            assertThat(Ask.one("web-01").port(port).refusedBy(node))
                    .isEqualTo(new Refusal.PortOutOfRange(port, DJANGO, PortSet.of(new PortRange(5000, 5003))));
        }
        assertThat(node.holders()).isEmpty();
    }

    @Test
    void whoHasAPortIsNotGuessedIfItsRecordCannotBeRead() {
        node.records.put(new Key.PortKey(Space.DEFAULT, 5001), new Value.Unreadable("damaged"));
        node.records.put(new Key.CoolingKey(Space.DEFAULT, 5002), new Value.Unreadable("damaged"));

        assertThat(Ask.one("web-01").port(5001).refusedBy(node)).isEqualTo(new Refusal.RecordUnreadable("port 5001"));
        assertThat(Ask.one("web-01").port(5002).refusedBy(node)).isEqualTo(new Refusal.RecordUnreadable("port 5002"));
        assertThat(Ask.one("web-01").port(5001).fallback().portFrom(node)).isEqualTo(5003);
        assertThat(node.holders()).hasSize(1);
    }

    @Test
    void withFallbackTheNextPortIsGivenThatIsFree() {
        node.allocated("web-01");
        Ask.one("web-02").port(5002).grantedBy(node);

        assertThat(Ask.one("web-03").port(5002).fallback().portFrom(node)).isEqualTo(5003);
        assertThat(Ask.one("web-04").port(5002).fallback().portFrom(node)).isEqualTo(5001);
        assertThat(Ask.one("web-05").port(5002).fallback().refusedBy(node)).isInstanceOf(Refusal.RangeExhausted.class);
    }

    @Test
    void withFallbackAPortOutsideTheRangesIsAWishThatCannotBeMet() {
        assertThat(Ask.one("web-01").port(7000).fallback().portFrom(node)).isEqualTo(5000);
        assertThat(Ask.one("web-02").port(5000).fallback().portFrom(node)).isEqualTo(5001);
    }

    @Test
    void excludedPortsAreNotGiven() {
        assertThat(Ask.one("web-01").exclude(5000, 5002).portFrom(node)).isEqualTo(5001);
        assertThat(Ask.one("web-02").exclude(5000, 5002).portFrom(node)).isEqualTo(5003);
        assertThat(Ask.one("web-03").exclude(5000, 5002).refusedBy(node)).isInstanceOf(Refusal.RangeExhausted.class);
        assertThat(Ask.one("web-03").port(5001).fallback().exclude(5000).portFrom(node))
                .isEqualTo(5002);
    }

    /** The other node's claim comes first, and this node hasn't seen it. */
    @Test
    void aPortThatAnotherNodeHasTakenOnTheWayIsRefused() {
        node.store.beforeNext(
                () -> rival.await(Ask.one("web-02").port(5001).accepted().from(rival)));

        assertThat(Ask.one("web-01").port(5001).refusedBy(node))
                .isEqualTo(new Refusal.PortTaken(5001, PortState.ALLOCATED, DJANGO, new Name("web-02")));
    }

    /** Rule 7 holds for a single port as for a range. */
    @Test
    void aPortIsNotCalledTakenWhileItIsOnlyClaimedByThisNode() {
        ScriptedStore.Held claim = node.store.hold();
        CompletableFuture<Granted> first = Ask.one("web-01").port(5001).from(node);
        node.turn();
        CompletableFuture<Granted> second = Ask.one("web-02").port(5001).from(node);
        node.advance(1_000);
        assertThat(second).as("an answer while the port's fate is open").isNotDone();

        // Another client takes the first one's name at the last moment.
        node.records.put(new Key.InstanceIndex(Space.DEFAULT, DJANGO, WEB_01), new Value.Index(5003));
        claim.letThrough();
        node.turn();

        assertThat(refusalOf(first)).isInstanceOf(Refusal.NameTaken.class);
        assertThat(node.await(second).entry().value().port()).isEqualTo(5001);
    }

    /** A reserved port is given by its number alone: all others are taken, and it is not known yet whether it is. */
    @Test
    void aRangeIsNotCalledFullWhileTheWantedReservedPortIsOnlyClaimedByThisNode() {
        node.await(node.change(new ServiceChange(
                false,
                null,
                null,
                null,
                null,
                PortSet.of(new PortRange(5003, 5003)),
                null,
                null,
                false,
                null,
                null,
                null)));
        List.of("web-01", "web-02", "web-03").forEach(node::allocated);
        ScriptedStore.Held claim = node.store.hold();
        CompletableFuture<Granted> first = Ask.one("web-04").port(5003).from(node);
        node.turn();
        CompletableFuture<Granted> second =
                Ask.one("web-05").port(5003).fallback().from(node);
        node.advance(1_000);
        assertThat(second).as("an answer while the port's fate is open").isNotDone();

        // Another client takes the first one's name at the last moment.
        node.records.put(new Key.InstanceIndex(Space.DEFAULT, DJANGO, new Name("web-04")), new Value.Index(5002));
        claim.letThrough();
        node.turn();

        assertThat(refusalOf(first)).isInstanceOf(Refusal.NameTaken.class);
        assertThat(node.await(second).entry().value().port()).isEqualTo(5003);
    }

    @Test
    void aClaimByNumberIsPlannedAgainAfterALeaseHasEnded() {
        node.store.refuse(Reason.LEASE_GONE);
        assertThat(Ask.one("web-01").port(5001).portFrom(node)).isEqualTo(5001);
    }
}

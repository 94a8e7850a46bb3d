package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Groups of offers are accepted, rejected and withdrawn whole. */
class GroupEndingsTest {
    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();
    private final Prepared prepared = new Prepared(node);

    @Test
    void acceptTakesAllInOneTransaction() {
        Granted group = prepared.group(5000, "web.http", "web.admin", "web.debug");

        Accepted accepted = node.await(node.accept(group.secret()));

        assertThat(accepted.entries()).containsExactly(allocation(5000), allocation(5001), allocation(5002));
        assertThat(accepted.entries()).extracting(Entry::modRevision).containsOnly(accepted.revision());
        assertThat(accepted.replayed()).isFalse();
        assertThat(node.store.mutations())
                .filteredOn(each -> each.kind() == Mutation.Kind.ACCEPT)
                .hasSize(1);
        node.assertSound();
    }

    @Test
    void acceptAgainAnswersWhatStillStands() {
        Granted group = prepared.group(5000, "web.http", "web.admin");
        Accepted first = node.await(node.accept(group.secret()));
        node.await(node.release("web.http"));

        Accepted again = node.await(node.accept(group.secret()));

        assertThat(again).isEqualTo(new Accepted(List.of(allocation(5001)), true, first.revision()));
    }

    @Test
    void rejectEndsAll() {
        Granted group = prepared.group(5000, "web.http", "web.admin");

        node.await(node.reject(group.secret()));

        assertThat(node.holders()).isEmpty();
        assertThat(node.awaitRefusal(node.reject(group.secret()))).isEqualTo(new Refusal.OfferNotFound(DJANGO));
        assertThat(node.awaitRefusal(node.accept(group.secret()))).isEqualTo(new Refusal.OfferNotFound(DJANGO));
    }

    @Test
    void withdrawingOneEndsAll() {
        prepared.group(5000, "web.http", "web.admin");
        node.await(withdraw(new PortReference.ByNumber(5001)));
        assertThat(node.holders()).isEmpty();

        prepared.group(5000, "web.http", "web.admin");
        node.offered("other");
        node.await(withdraw(new PortReference.ByName(new Name("web.http"))));
        assertThat(node.holders()).isEqualTo(Map.of(5002, "offered other"));
    }

    @Test
    void anAcceptedGroupIsNotRejected() {
        Granted group = prepared.group(5000, "web.http", "web.admin");
        node.await(node.accept(group.secret()));

        assertThat(node.awaitRefusal(node.reject(group.secret()))).isEqualTo(new Refusal.OfferAccepted(5000));
        assertThat(node.awaitRefusal(withdraw(new PortReference.ByNumber(5001))))
                .isEqualTo(new Refusal.OfferAccepted(5000));
    }

    /** A conflict has shown one of the group's records to a node whose mirror lags. An accept of that one would tear the group. */
    @Test
    void aGroupOfWhichTheNodeKnowsOnlyAPartIsNotAcceptedInPart() {
        Granted group = groupOfWhichTheNodeKnowsTheFirst();

        CompletableFuture<Accepted> accept = node.accept(group.secret());
        node.turn();
        assertThat(accept).as("it waits for the rest").isNotDone();
        node.records.resumeMirror();
        node.turn();

        assertThat(answerOf(accept).entries()).containsExactly(allocation(5000), allocation(5001));
    }

    @Test
    void aGroupOfWhichTheNodeKnowsOnlyAPartIsNotRejectedInPart() {
        Granted group = groupOfWhichTheNodeKnowsTheFirst();

        CompletableFuture<?> reject = node.reject(group.secret());
        node.turn();
        assertThat(node.holders()).containsOnlyKeys(5000, 5001, others);
        node.records.resumeMirror();
        node.turn();

        assertThat(reject).isCompleted();
        assertThat(node.holders()).containsOnlyKeys(others);
    }

    private int others;

    private Granted groupOfWhichTheNodeKnowsTheFirst() {
        node.records.pauseMirror();
        Granted group = new Prepared(rival).group(5000, "web.http", "web.admin");
        others = node.offered("other").entry().value().port();
        return group;
    }

    /** A conflict has shown one of the allocations to a node whose mirror lags. */
    @Test
    void aGroupOfWhichTheNodeKnowsOnlyAPartIsNotMovedInPart() {
        prepared.delays(1, null);
        Lease lease = prepared.lease(new Lease(40), 5);
        node.records.pauseMirror();
        Granted group = new Prepared(rival).group(5000, "web.http", "web.admin");
        Accepted accepted = rival.await(rival.accept(group.secret()));
        node.allocate("web.http");
        node.turn();

        CompletableFuture<Accepted> move = node.accept(
                group.secret(), lease, Prepared.at(accepted.entries().get(0)));
        node.turn();
        node.records.resumeMirror();
        node.turn();

        assertThat(answerOf(move).entries())
                .extracting(entry -> entry.value().port())
                .containsExactly(5000, 5001);
        assertThat(allocation(5000).value().lease()).isEqualTo(lease);
        assertThat(allocation(5001).value().lease()).isEqualTo(lease);
    }

    @Test
    void anUnknownAcceptThatNeverArrivedIsSentAgainWhole() {
        Granted group = prepared.group(5000, "web.http", "web.admin");
        node.store.loseRequest();
        CompletableFuture<Accepted> accept = node.accept(group.secret());
        node.turn();

        node.store.settle();
        node.turn();

        assertThat(answerOf(accept).entries()).containsExactly(allocation(5000), allocation(5001));
    }

    @Test
    void aGroupIsReadInTheOrderOfItsNames() {
        Granted group = prepared.group(5000, "web.http", "web.admin");

        List<Entry<Holding>> read = node.await(node.queries.offersBySecret(
                        node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO), group.secret()))
                .value();

        assertThat(read).isEqualTo(group.entries());
        node.await(node.accept(group.secret()));
        assertThat(node.awaitRefusal(node.queries.offersBySecret(
                        node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO), group.secret())))
                .isEqualTo(new Refusal.OfferNotFound(DJANGO));
    }

    private Entry<Allocation> allocation(int port) {
        return Objects.requireNonNull(node.holding(port).as(Allocation.class));
    }

    private CompletableFuture<Void> withdraw(PortReference port) {
        return node.allocator.withdraw(node.caller(), TestNode.ref(DJANGO), port, Precondition.NONE);
    }
}

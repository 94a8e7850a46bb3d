package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Service;
import io.portmaster.record.Value.Unreadable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Services are created, changed and deleted, and their ranges never overlap. */
class ServicesTest {
    private static final Name FLASK = new Name("flask");

    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();

    @Test
    void aServiceIsWhatItsDefinitionSays() {
        ServiceDefinition definition = new ServiceDefinition(FLASK, "Flask service", new PortRange(6000, 6009));

        Instant asked = node.loop.now();
        ServiceStatus created = node.await(node.allocator.createService(node.caller(), Space.DEFAULT, definition));

        Service service = created.entry().value();
        assertThat(service.name()).isEqualTo(FLASK);
        assertThat(service.description()).isEqualTo("Flask service");
        assertThat(service.ports().bounds()).isEqualTo(new PortRange(6000, 6009));
        assertThat(service.created()).isEqualTo(asked);
        assertThat(created.ports()).isEqualTo(new PortCounts(10, 0, 0));
        assertThat(created.entry()).isEqualTo(node.record(new ServiceKey(Space.DEFAULT, FLASK)));
    }

    @Test
    void rangesDoNotOverlap() {
        for (int[] range : new int[][] {{5009, 5020}, {4990, 5000}, {5003, 5004}, {4990, 5020}, {5000, 5009}}) {
            assertThat(node.awaitRefusal(node.create(FLASK, range[0], range[1])))
                    .isEqualTo(
                            new Refusal.RangeOverlap(PortSet.of(new PortRange(range[0], range[1])), List.of(django())));
        }
        node.await(node.create(FLASK, 5010, 5019));
        node.await(node.create(new Name("celery"), 4990, 4999));

        assertThat(node.awaitRefusal(node.resize(4999, 5010)))
                .isInstanceOfSatisfying(Refusal.RangeOverlap.class, overlap -> assertThat(overlap.inTheWay())
                        .extracting(Service::name)
                        .containsExactly(new Name("celery"), FLASK));
    }

    @Test
    void rangesDoNotOverlapWhenTwoNodesCreateThemAtOnce() {
        CompletableFuture<ServiceStatus> one = node.create(FLASK, 6000, 6009);
        CompletableFuture<ServiceStatus> two = rival.create(new Name("celery"), 6005, 6015);
        node.turn();

        assertThat(one.isCompletedExceptionally() ^ two.isCompletedExceptionally())
                .isTrue();
        assertThat(node.records.dump()).hasSize(2);
    }

    @Test
    void refusalsNameNoMoreThanTwentyInTheWay() {
        for (int i = 0; i < 25; i++) {
            node.await(node.create(new Name("s" + (char) ('a' + i)), 6000 + i, 6000 + i));
            node.await(node.resize(5000, 5050));
            node.allocated("web-" + i);
        }

        assertThat(node.awaitRefusal(node.create(FLASK, 6000, 6100)))
                .isInstanceOfSatisfying(Refusal.RangeOverlap.class, overlap -> assertThat(overlap.inTheWay())
                        .hasSize(Refusal.MAX_NAMED));
        assertThat(node.awaitRefusal(node.delete(false)))
                .isInstanceOfSatisfying(Refusal.ServiceInUse.class, inUse -> assertThat(inUse.ports())
                        .hasSize(Refusal.MAX_NAMED));
        assertThat(node.awaitRefusal(node.resize(5040, 5050)))
                .isInstanceOfSatisfying(Refusal.RangeInUse.class, inUse -> assertThat(inUse.ports())
                        .hasSize(Refusal.MAX_NAMED));
    }

    @Test
    void aServiceGrowsAndShrinksAroundWhatItHolds() {
        node.allocated("web-01");
        node.offered("web-02");

        assertThat(node.awaitRefusal(node.resize(5001, 5009)))
                .isEqualTo(new Refusal.RangeInUse(PortSet.of(new PortRange(5001, 5009)), List.of(5000)));
        assertThat(node.awaitRefusal(node.resize(5000, 5000)))
                .isEqualTo(new Refusal.RangeInUse(PortSet.of(new PortRange(5000, 5000)), List.of(5001)));
        assertThat(node.awaitRefusal(node.resize(7000, 7009)))
                .isEqualTo(new Refusal.RangeInUse(PortSet.of(new PortRange(7000, 7009)), List.of(5000, 5001)));

        ServiceStatus changed = node.await(node.resize(4995, 5001));

        assertThat(changed.entry().value().ports().bounds()).isEqualTo(new PortRange(4995, 5001));
        assertThat(changed.ports()).isEqualTo(new PortCounts(7, 1, 1));
        assertThat(node.offered("web-03").entry().value().port()).isEqualTo(4995);
    }

    @Test
    void aServiceThatShrinksMeetsAClaimInTheLastMoment() {
        node.store.beforeNext(() -> rival.allocated("web-01"));

        assertThat(node.awaitRefusal(node.resize(5001, 5009)))
                .isEqualTo(new Refusal.RangeInUse(PortSet.of(new PortRange(5001, 5009)), List.of(5000)));
        node.assertSound();
    }

    @Test
    void aClaimThatMeetsAShrinkInTheLastMomentStaysInTheRange() {
        node.store.beforeNext(() -> rival.await(rival.resize(5004, 5009)));

        assertThat(node.allocated("web-01").entry().value().port()).isEqualTo(5004);
        node.assertSound();
    }

    @Test
    void oneEndChangesWithoutTheOther() {
        node.await(change(null, 5005, null, null));
        assertThat(django().ports().bounds()).isEqualTo(new PortRange(5000, 5005));

        node.await(change(5002, null, null, null));
        assertThat(django().ports().bounds()).isEqualTo(new PortRange(5002, 5005));

        assertThat(node.awaitRefusal(change(5006, null, null, null))).isEqualTo(new Refusal.EmptyRange(5006, 5005));
        assertThat(node.awaitRefusal(change(null, 5001, null, null))).isEqualTo(new Refusal.EmptyRange(5002, 5001));
    }

    @Test
    void aDescriptionChangesOnlyWhenItIsGiven() {
        node.await(node.describe("Django service"));
        node.await(node.resize(5000, 5005));
        assertThat(django().description()).isEqualTo("Django service");

        node.await(node.change(new ServiceChange(true, null, null, null, null, null)));
        assertThat(django().description()).isNull();
        assertThat(django().ports().bounds()).isEqualTo(new PortRange(5000, 5005));
    }

    @Test
    void aServiceThatIsPutBackAsItWasIsNotWritten() {
        ServiceStatus before = node.await(
                        node.queries.service(node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO)))
                .value();
        int sent = node.store.sent().size();

        ServiceStatus after = node.await(node.change(new ServiceChange(
                true,
                before.entry().value().description(),
                5000,
                5009,
                before.entry().value().created(),
                before.ports())));

        assertThat(after).isEqualTo(before);
        assertThat(node.store.sent()).hasSize(sent);
    }

    @Test
    void whatIsReadOnlyIsTakenWhenUnchangedOnly() {
        Instant created = django().created();

        assertThat(node.awaitRefusal(change(5000, 5009, created.plusMillis(1), null)))
                .isEqualTo(new Refusal.ReadOnly("created"));
        assertThat(node.awaitRefusal(change(5000, 5009, created, new PortCounts(11, 0, 0))))
                .isEqualTo(new Refusal.ReadOnly("ports"));
        node.await(change(5000, 5008, created, new PortCounts(10, 3, 3)));
    }

    @Test
    void aServiceGoesWithNothingInUseOrByForce() {
        node.offered("web-01");
        node.allocated("web-02");
        assertThat(node.awaitRefusal(node.delete(false)))
                .isEqualTo(new Refusal.ServiceInUse(DJANGO, List.of(5000, 5001)));

        node.await(node.delete(true));

        assertThat(node.records.dump()).isEmpty();
        assertThat(node.awaitRefusal(node.offer("web-03"))).isInstanceOf(Refusal.ServiceNotFound.class);
    }

    @Test
    void aServiceIsNotDeletedUnderAClaimOfTheLastMoment() {
        node.store.beforeNext(() -> rival.allocated("web-01"));

        assertThat(node.awaitRefusal(node.delete(false))).isInstanceOf(Refusal.ServiceInUse.class);
        node.assertSound();
    }

    @Test
    void aServiceOfAVersionThatNobodyCanReadIsLeftAlone() {
        node.records.put(new ServiceKey(Space.DEFAULT, FLASK), new Unreadable("v9"));

        assertThat(node.awaitRefusal(node.create(FLASK, 6000, 6009))).isInstanceOf(Refusal.RecordUnreadable.class);
        assertThat(node.awaitRefusal(node.create(new Name("celery"), 6000, 6009)))
                .as("its range may be anywhere")
                .isInstanceOf(Refusal.RecordUnreadable.class);
        assertThat(node.record(new ServiceKey(Space.DEFAULT, FLASK))).isNotNull();
    }

    @Test
    void aPortOfAVersionThatNobodyCanReadIsLeftAlone() {
        node.records.put(new PortKey(Space.DEFAULT, 5000), new Unreadable("v9"));

        assertThat(node.allocated("web-01").entry().value().port()).isEqualTo(5001);
        assertThat(node.awaitRefusal(node.delete(false))).isInstanceOf(Refusal.ServiceInUse.class);
        assertThat(node.awaitRefusal(node.resize(5001, 5009))).isInstanceOf(Refusal.RangeInUse.class);
    }

    @Test
    void aServiceOfAVersionThatNobodyCanReadIsNotSaidToBeMissing() {
        node.records.put(new ServiceKey(Space.DEFAULT, FLASK), new Unreadable("v9"));
        OfferRequest request = new OfferRequest(TestNode.ref(FLASK), new Name("web-01"), false, null);

        assertThat(node.awaitRefusal(node.allocator.offer(node.caller(), request)))
                .isInstanceOf(Refusal.RecordUnreadable.class);
        assertThat(node.awaitRefusal(node.queries.service(node.caller(), Freshness.LINEARIZABLE, TestNode.ref(FLASK))))
                .isInstanceOf(Refusal.RecordUnreadable.class);
    }

    private CompletableFuture<ServiceStatus> change(
            @Nullable Integer start, @Nullable Integer end, @Nullable Instant created, @Nullable PortCounts ports) {
        return node.change(new ServiceChange(false, null, start, end, created, ports));
    }

    private Service django() {
        Entry<?> entry = node.record(new ServiceKey(Space.DEFAULT, DJANGO));
        assertThat(entry).isNotNull();
        return (Service) entry.value();
    }
}

package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Services with several ranges, reserved ports, delays and an offer TTL of their own. */
class ServiceFieldsTest {
    private static final Name FLASK = new Name("flask");
    private static final PortSet TWO = set(5000, 5003, 5010, 5013);

    private final TestNode node = new TestNode();

    /** The ranges from each first to each second number. */
    private static PortSet set(int... bounds) {
        List<PortRange> ranges = new java.util.ArrayList<>();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new PortRange(bounds[i], bounds[i + 1]));
        }
        return new PortSet(ranges);
    }

    private CompletableFuture<ServiceStatus> create(Name name, PortSet ports, PortSet reserved) {
        return node.allocator.createService(
                node.caller(), Space.DEFAULT, new ServiceDefinition(name, null, ports, reserved, 0, 600, null));
    }

    private CompletableFuture<ServiceStatus> change(@Nullable PortSet ranges, @Nullable PortSet reserved) {
        return node.change(
                new ServiceChange(false, null, null, null, ranges, reserved, null, null, false, null, null, null));
    }

    private Service withDjango(PortSet ports) {
        return node.await(create(DJANGO, ports, PortSet.EMPTY)).entry().value();
    }

    private void cool(int port) {
        node.records.put(
                new Key.CoolingKey(Space.DEFAULT, port),
                new Cooling(port, DJANGO, new Name("gone"), Cooling.Reason.RELEASED, 60, node.loop.now()));
    }

    @Test
    void allFieldsOfADefinitionAreKept() {
        ServiceStatus created = node.await(node.allocator.createService(
                node.caller(),
                Space.DEFAULT,
                new ServiceDefinition(DJANGO, "two ranges", TWO, set(5010, 5010), 60, 700, 120)));

        Service service = created.entry().value();
        assertThat(service.ports()).isEqualTo(TWO);
        assertThat(service.reserved()).isEqualTo(set(5010, 5010));
        assertThat(service.reuseDelay()).isEqualTo(60);
        assertThat(service.busyDelay()).isEqualTo(700);
        assertThat(service.offerTtl()).isEqualTo(120);
        assertThat(service.version()).isEqualTo(FormatVersion.V2);
        assertThat(created.ports()).isEqualTo(new PortCounts(8, 0, 0, 0, 1));
    }

    @Test
    void aServiceThatAsksForNothingNewIsARecordOfVersion1() {
        assertThat(withDjango(set(5000, 5003)).version()).isEqualTo(FormatVersion.V1);
    }

    @Test
    void portsAreGivenFromAllRangesInOrderAndFromNoOthers() {
        withDjango(TWO);
        for (int port : new int[] {5000, 5001, 5002, 5003, 5010, 5011, 5012, 5013}) {
            assertThat(node.allocated("web-" + port).entry().value().port()).isEqualTo(port);
        }
        assertThat(node.awaitRefusal(node.offer("web-09"))).isInstanceOf(Refusal.RangeExhausted.class);
    }

    @Test
    void neighboursAreNeverOfTwoRanges() {
        withDjango(TWO);
        assertThat(Ask.neighbours("a", "b", "c", "d", "e").refusedBy(node))
                .isEqualTo(new Refusal.RangeExhausted(DJANGO, new PortCounts(8, 0, 0), 5, 8, 4, null));
    }

    @Test
    void eachRangeKeepsOtherServicesOut() {
        withDjango(TWO);

        assertThat(node.awaitRefusal(create(FLASK, set(6000, 6009, 5013, 5020), PortSet.EMPTY)))
                .isInstanceOf(Refusal.RangeOverlap.class);
        assertThat(node.awaitRefusal(create(FLASK, set(4990, 5000), PortSet.EMPTY)))
                .isInstanceOf(Refusal.RangeOverlap.class);
        node.await(create(FLASK, set(5004, 5009), PortSet.EMPTY));
        assertThat(node.awaitRefusal(change(set(5000, 5004, 5010, 5013), null)))
                .isInstanceOf(Refusal.RangeOverlap.class);
    }

    @Test
    void aServiceGrowsByAnotherRangeWhereItsNeighbourIsTaken() {
        withDjango(set(5000, 5003));
        node.await(create(FLASK, set(5004, 5009), PortSet.EMPTY));

        assertThat(node.await(change(TWO, null)).entry().value().ports()).isEqualTo(TWO);
    }

    @Test
    void aPartWithAHeldOrACoolingPortIsNotDropped() {
        withDjango(TWO);
        Ask.one("web-01").port(5003).accepted().grantedBy(node);
        cool(5011);

        assertThat(node.awaitRefusal(change(set(5000, 5002), null)))
                .isEqualTo(new Refusal.RangeInUse(set(5000, 5002), List.of(5003, 5011)));
        assertThat(node.awaitRefusal(change(set(5000, 5003, 5010, 5010), null)))
                .isEqualTo(new Refusal.RangeInUse(set(5000, 5003, 5010, 5010), List.of(5011)));
        node.await(change(set(5003, 5003, 5011, 5013), null));
    }

    /** The transaction compares it: another node has released the port meanwhile. */
    @Test
    void aPortThatBeginsToCoolOnTheWayIsNotDropped() {
        withDjango(TWO);
        node.store.beforeNext(() -> cool(5011));

        assertThat(node.awaitRefusal(change(set(5000, 5003), null)))
                .isEqualTo(new Refusal.RangeInUse(set(5000, 5003), List.of(5011)));
    }

    @Test
    void aServiceWithACoolingPortIsDeletedByForceOnly() {
        withDjango(TWO);
        cool(5011);

        assertThat(node.awaitRefusal(node.delete(false))).isEqualTo(new Refusal.ServiceInUse(DJANGO, List.of(5011)));
        node.await(node.delete(true));
        assertThat(node.record(new Key.CoolingKey(Space.DEFAULT, 5011))).isNull();
    }

    @Test
    void aPortThatBeginsToCoolOnTheWayKeepsTheService() {
        withDjango(TWO);
        node.store.beforeNext(() -> cool(5011));

        assertThat(node.awaitRefusal(node.delete(false))).isEqualTo(new Refusal.ServiceInUse(DJANGO, List.of(5011)));
    }

    @Test
    void aForcedDeleteLeavesTheRecordOfANewerReleaseAsItIs() {
        withDjango(TWO);
        node.records.put(
                new Key.CoolingKey(Space.DEFAULT, 5011),
                new Cooling(
                        5011,
                        DJANGO,
                        new Name("gone"),
                        Cooling.Reason.RELEASED,
                        60,
                        node.loop.now(),
                        null,
                        FormatVersion.of(3)));

        assertThat(node.awaitRefusal(node.delete(true))).isInstanceOf(Refusal.RecordNewer.class);
    }

    // Start and end, from clients that know no ranges.

    @Test
    void startAndEndAreTheOnlyRangeOrLeaveSeveralAsTheyAre() {
        withDjango(TWO);
        ServiceChange same = new ServiceChange(true, "described", 5000, 5013, null, null);
        ServiceChange other = new ServiceChange(false, null, 5000, 5014, null, null);

        assertThat(node.await(node.change(same)).entry().value().ports()).isEqualTo(TWO);
        assertThat(node.awaitRefusal(node.change(other))).isEqualTo(new Refusal.SeveralRanges(TWO));
    }

    // Reserved ports.

    @Test
    void reservedPortsAreGivenByNumberOnly() {
        node.await(create(DJANGO, set(5000, 5003), set(5000, 5001)));

        assertThat(node.offered("web-01").entry().value().port()).isEqualTo(5002);
        assertThat(Ask.one("web-02").port(5000).portFrom(node)).isEqualTo(5000);
        assertThat(Ask.one("web-03").port(5000).fallback().portFrom(node)).isEqualTo(5003);
        assertThat(node.awaitRefusal(node.offer("web-04")))
                .isEqualTo(new Refusal.RangeExhausted(DJANGO, new PortCounts(4, 0, 3, 0, 1)));
        assertThat(Ask.group("a", "b").refusedBy(node)).isInstanceOf(Refusal.RangeExhausted.class);
    }

    @Test
    void reservedPortsLieInsideTheRanges() {
        assertThat(node.awaitRefusal(create(DJANGO, TWO, set(5003, 5004))))
                .isEqualTo(new Refusal.ReservedOutside(set(5004, 5004)));
        node.await(create(DJANGO, TWO, set(5010, 5013)));
        assertThat(node.awaitRefusal(change(set(5000, 5003), null)))
                .isEqualTo(new Refusal.ReservedOutside(set(5010, 5013)));
        node.await(change(set(5000, 5003), PortSet.EMPTY));
    }

    @Test
    void portsAreReservedWhileTheyAreHeld() {
        node.await(create(DJANGO, set(5000, 5003), PortSet.EMPTY));
        node.offered("web-01");

        ServiceStatus changed = node.await(change(null, set(5000, 5001)));

        assertThat(changed.ports()).isEqualTo(new PortCounts(4, 0, 1, 0, 1));
        assertThat(node.offered("web-02").entry().value().port()).isEqualTo(5002);
    }

    // The rest of a change.

    @Test
    void aFieldThatIsLeftOutStaysAsItIs() {
        node.await(node.allocator.createService(
                node.caller(),
                Space.DEFAULT,
                new ServiceDefinition(DJANGO, "two ranges", TWO, set(5010, 5010), 60, 700, 120)));

        Service after = node.await(node.describe("other")).entry().value();

        assertThat(after.reserved()).isEqualTo(set(5010, 5010));
        assertThat(after.reuseDelay()).isEqualTo(60);
        assertThat(after.busyDelay()).isEqualTo(700);
        assertThat(after.offerTtl()).isEqualTo(120);
    }

    @Test
    void delaysAndTheOfferTtlChange() {
        withDjango(TWO);
        Service after = node.await(
                        node.change(new ServiceChange(false, null, null, null, null, null, 5, 6, true, 7, null, null)))
                .entry()
                .value();
        assertThat(List.of(after.reuseDelay(), after.busyDelay(), after.offerTtl()))
                .containsExactly(5, 6, 7);
    }
}

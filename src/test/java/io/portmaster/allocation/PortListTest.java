package io.portmaster.allocation;

import static io.portmaster.allocation.Prepared.FIRST;
import static io.portmaster.allocation.Prepared.SECOND;
import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Receipt;
import io.portmaster.record.Value;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of the ports that are in use, over all services of a space. */
class PortListTest {
    private static final Name FLASK = new Name("flask");
    private static final Set<PortState> ALL = Set.of(PortState.values());

    private final TestNode node = new TestNode();
    private final Prepared prepared = new Prepared(node);

    /** 4000 is allocated in flask; in django 5000 cools, 5001 is offered, 5002 is allocated, 5003 is on a lease. */
    @BeforeEach
    void makeRecords() {
        node.await(node.create(FLASK, 4000, 4009));
        node.withDjango(5000, 5009);
        prepared.delays(60, null);
        node.await(node.offer(TestNode.ref(FLASK), new Name("web-02"), true, null));
        node.allocated("web-00");
        node.offered("web-01");
        node.allocated("web-02");
        Granted leased = node.offered("web-03");
        prepared.lease(FIRST, 60);
        node.await(node.allocator.accept(
                node.caller(), Prepared.accept(leased.secret(), new LeaseWish.On(FIRST), Precondition.NONE)));
        node.await(node.release("web-00"));
    }

    @Test
    void allServicesPortsInTheOrderOfTheNumbers() {
        assertThat(ports(PortFilter.ALL)).containsExactly(4000, 5000, 5001, 5002, 5003);
    }

    @Test
    void aHeldPortIsListedOnceThoughACoolingWaitsForItsEnd() {
        List<PortStatus> listed = list(PortFilter.ALL, 5002, 10).items();

        assertThat(listed).extracting(PortStatus::entry).containsExactly(node.holding(5003));
        assertThat(listed.get(0).revision()).isEqualTo(prepared.acceptedAt("web-03"));
    }

    @Test
    void aMovedAllocationKeepsItsRevisionInLists() {
        prepared.lease(SECOND, 60);
        long accepted = prepared.acceptedAt("web-03");
        Allocation before = (Allocation) node.holding(5003).value();
        node.records.put(new Key.PortKey(Space.DEFAULT, 5003), before.on(SECOND));
        node.turn();

        assertThat(list(PortFilter.ALL, 5002, 10).items().get(0).revision()).isEqualTo(accepted);
    }

    @Test
    void onePageAfterTheOther() {
        Page<PortStatus> first = list(PortFilter.ALL, 0, 2);
        assertThat(first.more()).isTrue();
        assertThat(numbers(first)).containsExactly(4000, 5000);

        Page<PortStatus> second = list(PortFilter.ALL, 5000, 3);
        assertThat(second.more()).isFalse();
        assertThat(numbers(second)).containsExactly(5001, 5002, 5003);
    }

    @Test
    void ofOneService() {
        assertThat(ports(filter(DJANGO, ALL, null))).containsExactly(5000, 5001, 5002, 5003);
        assertThat(ports(filter(FLASK, ALL, null))).containsExactly(4000);
        assertThat(ports(filter(new Name("nobody"), ALL, null))).isEmpty();
    }

    @Test
    void ofAServiceOfSeveralRanges() {
        PortSet ranges = PortSet.of(new PortRange(3000, 3009), new PortRange(5000, 5009));
        node.await(node.change(
                new ServiceChange(false, null, null, null, ranges, null, null, null, false, null, null, null)));
        node.allocated("web-09");

        assertThat(ports(filter(DJANGO, ALL, null))).containsExactly(3000, 5000, 5001, 5002, 5003);
    }

    @Test
    void inOneStateOrTwo() {
        assertThat(ports(filter(null, Set.of(PortState.OFFERED), null))).containsExactly(5001);
        assertThat(ports(filter(null, Set.of(PortState.ALLOCATED), null))).containsExactly(4000, 5002, 5003);
        assertThat(ports(filter(null, Set.of(PortState.COOLING), null))).containsExactly(5000);
        assertThat(ports(filter(null, Set.of(PortState.COOLING, PortState.OFFERED), null)))
                .containsExactly(5000, 5001);
    }

    @Test
    void ofOneNameAlsoOfTheFormerOne() {
        assertThat(ports(filter(null, ALL, new Name("web-02")))).containsExactly(4000, 5002);
        assertThat(ports(filter(null, ALL, new Name("web-00")))).containsExactly(5000);
    }

    @Test
    void withTheseLabels() {
        Receipt receipt = new Receipt(new UUID(1, 2), "hash", true);
        Labels labels = new Labels(Map.of("host", "10.0.0.7", "rack", "7"));
        node.records.put(
                new Key.PortKey(Space.DEFAULT, 5005),
                new Allocation(5005, DJANGO, new Name("web-05"), node.loop.now(), receipt, labels, null, null));
        node.turn();

        assertThat(ports(new PortFilter(null, ALL, null, Map.of("host", "10.0.0.7"), null)))
                .containsExactly(5005);
        assertThat(ports(new PortFilter(null, ALL, null, labels.values(), null)))
                .containsExactly(5005);
        assertThat(ports(new PortFilter(null, ALL, null, Map.of("host", "10.0.0.8"), null)))
                .isEmpty();
    }

    @Test
    void onOneLease() {
        assertThat(ports(onLease(FIRST))).containsExactly(5003);
        assertThat(ports(onLease(SECOND))).isEmpty();

        node.records.revoke(FIRST);
        assertThat(ports(onLease(FIRST))).as("it lingers, and is on no lease").isEmpty();
        assertThat(ports(filter(null, Set.of(PortState.COOLING), null))).containsExactly(5000, 5003);
    }

    private static PortFilter onLease(Lease lease) {
        return new PortFilter(null, ALL, null, Map.of(), lease);
    }

    @Test
    void aServicesListNeedsTheService() {
        Name nobody = new Name("nobody");

        assertThat(numbers(node.await(node.queries.portsOf(
                                node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO), PortFilter.ALL, 5001, 10))
                        .value()))
                .containsExactly(5002, 5003);
        assertThat(node.awaitRefusal(node.queries.portsOf(
                        node.caller(), Freshness.LINEARIZABLE, TestNode.ref(nobody), PortFilter.ALL, 0, 10)))
                .isEqualTo(new Refusal.ServiceNotFound(nobody));
    }

    @Test
    void aRecordThatCannotBeReadIsLeftOut() {
        node.records.put(new Key.PortKey(Space.DEFAULT, 5002), new Value.Unreadable("no JSON"));
        node.records.put(new Key.CoolingKey(Space.DEFAULT, 5000), new Value.Unreadable("no JSON"));
        node.turn();

        assertThat(ports(PortFilter.ALL)).containsExactly(4000, 5001, 5003);
    }

    @Test
    void aCoolingPortIsFoundByItsNumber() {
        PortStatus found = port(5000);

        assertThat(found.entry()).isEqualTo(node.record(new Key.CoolingKey(Space.DEFAULT, 5000)));
        assertThat(((Cooling) found.entry().value()).name()).isEqualTo(new Name("web-00"));
        assertThat(found.revision()).isZero();
        assertThat(port(5003).entry()).isEqualTo(node.holding(5003));
        assertThat(node.awaitRefusal(node.queries.port(node.caller(), Freshness.LINEARIZABLE, Space.DEFAULT, 5004)))
                .isEqualTo(new Refusal.PortNotFound("5004"));
    }

    /** Nobody can say whose the port is, and what waits for its end says nothing of that. */
    @Test
    void aCoolingUnderAHoldingThatCannotBeReadIsNotTakenForThePort() {
        node.records.put(new Key.PortKey(Space.DEFAULT, 5003), new Value.Unreadable("no JSON"));
        node.turn();

        assertThat(node.awaitRefusal(node.queries.port(node.caller(), Freshness.LINEARIZABLE, Space.DEFAULT, 5003)))
                .isEqualTo(new Refusal.RecordUnreadable("port 5003"));
    }

    @Test
    void aCoolingThatCannotBeReadIsNoFreePort() {
        node.records.put(new Key.CoolingKey(Space.DEFAULT, 5000), new Value.Unreadable("no JSON"));
        node.turn();

        assertThat(node.awaitRefusal(node.queries.port(node.caller(), Freshness.LINEARIZABLE, Space.DEFAULT, 5000)))
                .isEqualTo(new Refusal.RecordUnreadable("port 5000"));
    }

    private PortStatus port(int port) {
        return node.await(node.queries.port(node.caller(), Freshness.LINEARIZABLE, Space.DEFAULT, port))
                .value();
    }

    private static PortFilter filter(
            @org.jspecify.annotations.Nullable Name service,
            Set<PortState> states,
            @org.jspecify.annotations.Nullable Name name) {
        return new PortFilter(service, states, name, Map.of(), null);
    }

    private List<Integer> ports(PortFilter filter) {
        List<Integer> ports = numbers(list(filter, 0, 100));
        assertThat(ports).isSortedAccordingTo(Comparator.naturalOrder());
        return ports;
    }

    private Page<PortStatus> list(PortFilter filter, int after, int limit) {
        return node.await(
                        node.queries.ports(node.caller(), Freshness.LINEARIZABLE, Space.DEFAULT, filter, after, limit))
                .value();
    }

    private static List<Integer> numbers(Page<PortStatus> page) {
        return page.items().stream()
                .map(status -> status.entry().value())
                .map(value -> value instanceof Holding holding ? holding.port() : ((Cooling) value).port())
                .toList();
    }
}

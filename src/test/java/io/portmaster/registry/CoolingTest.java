package io.portmaster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.contract.Samples;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.Cooling.Reason;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding.Group;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CompanionAnchor;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.LeaseAnchor;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.KeyState;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Value;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the registry and the planning view know of cooling ports, of leases and of groups. */
class CoolingTest {
    private static final Name DJANGO = new Name("django");
    private static final Name WEB = new Name("web-01");
    private static final PortSet PORTS = PortSet.of(new PortRange(5000, 5009));
    private static final PortChoice CHOICE = new PortChoice(PORTS, Set.of());
    private static final ServiceRef SERVICE = new ServiceRef(Space.DEFAULT, DJANGO);
    private static final Lease LEASE = new Lease(8);

    private final Samples samples = new Samples();
    private final Registry registry = new Registry();
    private final PlanningState planning = new PlanningState(registry, new Random(1), () -> 0);

    @BeforeEach
    void registryIsAtTen() {
        registry.replace(List.of(), 10);
    }

    @Test
    void coolingPortIsNotPicked() {
        cool(5000, Reason.RELEASED);

        assertThat(planning.pick(SERVICE, CHOICE)).hasValue(5001);

        registry.delete(new CoolingKey(Space.DEFAULT, 5000));
        registry.advance(12);
        assertThat(planning.pick(SERVICE, CHOICE)).hasValue(5000);
    }

    @Test
    void portThatWasHeldAndCoolsIsNotPicked() {
        put(new PortKey(Space.DEFAULT, 5000), samples.offer(5000, "django", "web-01"));
        cool(5000, Reason.RELEASED);

        registry.delete(new PortKey(Space.DEFAULT, 5000));
        registry.advance(12);

        assertThat(planning.pick(SERVICE, CHOICE)).hasValue(5001);
        assertThat(records().portsInUse(PORTS, 10)).containsExactly(5000);
    }

    @Test
    void coolingThatACommitHasShownCountsBeforeTheRegistryHasIt() {
        planning.pick(SERVICE, CHOICE);
        planning.learn(KeyState.present(new CoolingKey(Space.DEFAULT, 5000), cooling(5000, Reason.RELEASED), 11, 11));

        assertThat(planning.pick(SERVICE, CHOICE)).hasValue(5001);
        assertThat(planning.view(Space.DEFAULT).coolingOf(DJANGO, WEB)).hasSize(1);

        planning.learn(KeyState.absent(new CoolingKey(Space.DEFAULT, 5000), 12));
        assertThat(planning.pick(SERVICE, CHOICE)).hasValue(5000);
        assertThat(planning.view(Space.DEFAULT).coolingOf(DJANGO, WEB)).isEmpty();
    }

    @Test
    void endOfACoolingThatACommitHasShownCountsBeforeTheRegistryHasIt() {
        cool(5000, Reason.RELEASED);

        planning.learn(KeyState.absent(new CoolingKey(Space.DEFAULT, 5000), 12));

        assertThat(planning.pick(SERVICE, CHOICE)).hasValue(5000);
        assertThat(planning.view(Space.DEFAULT).coolingOf(DJANGO, WEB)).isEmpty();
    }

    @Test
    void formerOwnerFindsItsPorts() {
        cool(5000, Reason.RELEASED);
        cool(5001, Reason.LEASE_ENDED);
        cool(5002, Reason.BUSY);
        cool(5003, Reason.RELEASED);
        put(new PortKey(Space.DEFAULT, 5003), samples.offer(5003, "django", "web-02"));

        for (SpaceView view : List.of(records(), planning.view(Space.DEFAULT))) {
            assertThat(view.coolingOf(DJANGO, WEB))
                    .extracting(entry -> entry.value().port())
                    .containsExactly(5000, 5001);
            assertThat(view.coolingOf(DJANGO, new Name("web-02"))).isEmpty();
            assertThat(view.coolingOf(new Name("flask"), WEB)).isEmpty();
        }
    }

    @Test
    void portIsHeldElseCoolingElseReservedElseFree() {
        PortSet reserved = PortSet.of(new PortRange(5000, 5004));
        put(new PortKey(Space.DEFAULT, 5000), samples.offer(5000, "django", "a"));
        put(new PortKey(Space.DEFAULT, 5001), samples.allocation(5001, "django", "b"));
        put(new PortKey(Space.DEFAULT, 5009), samples.allocation(5009, "django", "c"));
        cool(5001, Reason.LEASE_ENDED);
        cool(5002, Reason.RELEASED);
        cool(5008, Reason.BUSY);

        PortCounts counts = records().counts(PORTS, reserved);

        assertThat(counts).isEqualTo(new PortCounts(10, 2, 1, 2, 2));
        assertThat(counts.free()).isEqualTo(3);
    }

    @Test
    void coolingPortsAreListedUnlessTheyAreHeld() {
        cool(5001, Reason.RELEASED);
        cool(5002, Reason.BUSY);
        cool(5003, Reason.LEASE_ENDED);
        put(new PortKey(Space.DEFAULT, 5003), samples.allocation(5003, "django", "b"));

        assertThat(records().cooling(PORTS))
                .extracting(entry -> entry.value().port())
                .containsExactly(5001, 5002);
        assertThat(records().cooling(PORTS.above(5001)))
                .extracting(entry -> entry.value().port())
                .containsExactly(5002);
    }

    @Test
    void coolingRecordThatCannotBeReadCoolsItsPort() {
        put(new CoolingKey(Space.DEFAULT, 5000), new Value.Unreadable("from the future"));

        assertThat(planning.pick(SERVICE, CHOICE)).hasValue(5001);
        assertThat(records().counts(PORTS, PortSet.EMPTY)).isEqualTo(new PortCounts(10, 0, 0, 1, 0));
        assertThat(records().cooling(PORTS)).isEmpty();
    }

    @Test
    void leaseKnowsItsAllocationsAndTheCoolingThatWaitsForItsEnd() {
        Allocation here = onLease(5000, WEB);
        Allocation there = onLease(5001, WEB);
        put(new PortKey(Space.DEFAULT, 5000), here);
        put(new PortKey(new Space("dc-2"), 5001), there);
        put(new CoolingKey(Space.DEFAULT, 5000), Cooling.after(here, LEASE, 30, samples.tick()));

        assertThat(registry.allocationsOn(LEASE)).extracting(Entry::value).containsExactly(there, here);
        assertThat(registry.countOn(LEASE)).isEqualTo(2);
        assertThat(registry.mayHaveCoolingOn(LEASE)).isTrue();

        put(new PortKey(Space.DEFAULT, 5000), here.on(null));
        registry.delete(new CoolingKey(Space.DEFAULT, 5000));

        assertThat(registry.allocationsOn(LEASE)).extracting(Entry::value).containsExactly(there);
        assertThat(registry.mayHaveCoolingOn(LEASE)).isFalse();
    }

    /** The end of a lease would cut its linger otherwise. */
    @Test
    void coolingOfUnknownLeaseMayBeOnAnyLease() {
        Key key = new CoolingKey(new Space("dc-2"), 5000);
        Cooling waiting = Cooling.after(onLease(5000, WEB), new Lease(10), 30, samples.tick());
        Value withoutLease = with(waiting, null, waiting.version());
        Value newer = with(waiting, waiting.lease(), FormatVersion.of(3));

        for (Value unclear : List.of(new Value.Unreadable("from the future"), withoutLease, newer)) {
            put(key, unclear);
            assertThat(registry.mayHaveCoolingOn(LEASE)).as(unclear.toString()).isTrue();

            put(key, waiting);
            assertThat(registry.mayHaveCoolingOn(LEASE)).isFalse();
        }
        put(key, newer);
        registry.delete(key);
        assertThat(registry.mayHaveCoolingOn(LEASE)).isFalse();
    }

    private static Cooling with(Cooling cooling, @Nullable Lease lease, FormatVersion version) {
        return new Cooling(
                cooling.port(),
                cooling.service(),
                cooling.name(),
                cooling.reason(),
                cooling.delay(),
                cooling.created(),
                lease,
                version);
    }

    @Test
    void anchorsOfALeaseAreFoundIfBothStand() {
        ClientLease lease = new ClientLease(60, 30, samples.tick(), Labels.EMPTY, false, 1);
        put(new LeaseAnchor(LEASE), lease);
        assertThat(registry.leases().anchors(LEASE)).isNull();

        put(new CompanionAnchor(LEASE), new Value.Presence());

        LeaseAnchors anchors = registry.leases().anchors(LEASE);
        assertThat(anchors).isNotNull();
        assertThat(anchors.lease()).isEqualTo(LEASE);
        assertThat(anchors.linger()).isEqualTo(30);
        assertThat(registry.leases().above(0)).hasSize(1);
        assertThat(registry.leases().above(LEASE.id())).isEmpty();

        registry.delete(new LeaseAnchor(LEASE));
        assertThat(registry.leases().anchors(LEASE)).isNull();
        assertThat(registry.leases().lease(LEASE)).isNull();
    }

    @Test
    void listWithoutALeaseForgetsIt() {
        put(new LeaseAnchor(LEASE), new ClientLease(60, 30, samples.tick(), Labels.EMPTY, false, 1));

        registry.replace(List.of(), 20);

        assertThat(registry.leases().count()).isZero();
    }

    @Test
    void secretFindsAllOffersOfItsGroupInTheOrderOfTheNames() {
        Secret secret = new Secret("s");
        Entry<?> second = put(new PortKey(Space.DEFAULT, 5000), inGroup(5000, "web-02", secret, 1));
        Entry<?> first = put(new PortKey(Space.DEFAULT, 5001), inGroup(5001, "web-01", secret, 0));
        KeyState third = KeyState.present(new PortKey(Space.DEFAULT, 5002), inGroup(5002, "web-03", secret, 2), 12, 12);
        planning.learn(third);

        assertThat(List.<Entry<?>>copyOf(records().holdingsBySecret(DJANGO, secret)))
                .containsExactly(first, second);
        assertThat(List.<Entry<?>>copyOf(planning.view(Space.DEFAULT).holdingsBySecret(DJANGO, secret)))
                .containsExactly(first, second, third.entry());
        assertThat(records().holdingsBySecret(new Name("flask"), secret)).isEmpty();

        registry.delete(new PortKey(Space.DEFAULT, 5001));
        registry.advance(13);
        assertThat(List.<Entry<?>>copyOf(records().holdingsBySecret(DJANGO, secret)))
                .containsExactly(second);
        assertThat(records().holdingBySecret(DJANGO, secret)).isEqualTo(second);
    }

    private SpaceRecords records() {
        return registry.records(Space.DEFAULT);
    }

    private Offer inGroup(int port, String name, Secret secret, int place) {
        Receipt receipt = new Receipt(new UUID(1, 2), secret.sha256(), false);
        return new Offer(port, DJANGO, new Name(name), samples.tick(), 30, receipt, Labels.EMPTY, new Group(3, place));
    }

    private Allocation onLease(int port, Name name) {
        Receipt receipt = new Receipt(new UUID(port, 2), "sha-" + port, true);
        return new Allocation(port, DJANGO, name, samples.tick(), receipt, Labels.EMPTY, null, LEASE);
    }

    private Cooling cooling(int port, Reason reason) {
        return new Cooling(port, DJANGO, WEB, reason, 60, samples.tick());
    }

    private void cool(int port, Reason reason) {
        put(new CoolingKey(Space.DEFAULT, port), cooling(port, reason));
    }

    private Entry<?> put(Key key, Value value) {
        Entry<?> entry = new Entry<>(key, value, 11, 11);
        registry.put(entry);
        registry.advance(11);
        return entry;
    }
}

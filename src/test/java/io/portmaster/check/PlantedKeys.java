package io.portmaster.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.contract.Samples;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.Cooling.Reason;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.Group;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.StoredKey;
import io.portmaster.record.StoredKey.Anchor;
import io.portmaster.record.StoredKey.Content;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keys of the space {@code default} and of clients' leases that a test plants, and what {@link Report} says of them. */
final class PlantedKeys {
    static final Name DJANGO = new Name("django");

    /** The lease that offers are on. */
    static final Lease OFFERS = new Lease(0x7b);

    /** The lease of a delay. */
    static final Lease DELAY = new Lease(0x7d);

    /** A client's lease. */
    static final Lease CLIENTS = new Lease(0x40);

    final Samples samples = new Samples();
    private long revision = 1;
    private final Map<String, StoredKey> keys = new TreeMap<>();

    /** All violations, with keys without their space. */
    void assertViolated(String... lines) {
        assertThat(report().violations())
                .extracting(violation -> violation.toString().replace("default/", ""))
                .containsExactlyInAnyOrder(lines);
    }

    void assertSound() {
        assertViolated();
    }

    Report report() {
        return Report.of(42, "one in cluster a", new ArrayList<>(keys.values()), samples.tick());
    }

    void remove(String spelling) {
        assertThat(keys.remove(spelling)).isNotNull();
    }

    /** A service of version 2 with those ports. */
    Service service(String name, PortRange... ranges) {
        return service(name, FormatVersion.V2, ranges);
    }

    Service service(String name, FormatVersion version, PortRange... ranges) {
        Service sample = samples.service(name, ranges[0].start(), ranges[0].end());
        Service service = new Service(
                sample.name(),
                null,
                PortSet.of(ranges),
                PortSet.EMPTY,
                0,
                Service.USUAL_BUSY_DELAY,
                null,
                sample.created(),
                sample.id(),
                version);
        content("services/" + name, new Key.ServiceKey(Space.DEFAULT, service.name()), service, Lease.NONE);
        return service;
    }

    Offer offer(int port, String name) {
        Offer offer = samples.offer(port, "django", name);
        holding(offer, OFFERS);
        return offer;
    }

    Allocation allocation(int port, String name) {
        Allocation allocation = samples.allocation(port, "django", name);
        holding(allocation, Lease.NONE);
        return allocation;
    }

    /** An allocation whose record, index and lease are right; nothing cools for it yet. */
    Allocation allocation(int port, String name, Lease lease) {
        Allocation allocation = samples.allocation(port, "django", name).on(lease);
        holding(allocation, lease);
        return allocation;
    }

    /** What is put from now on was written later than all before. */
    void later() {
        revision++;
    }

    /** Both anchors of a lease. */
    void lease(Lease lease) {
        ownAnchor(lease, lease);
        companionAnchor(lease, lease.companion());
    }

    /** Both anchors of a lease that another one carries. */
    void leaseOn(Lease lease, Lease carrier) {
        anchor(
                new Key.LeaseAnchor(lease),
                clientLease().moving(lease, carrier, 2).moved(),
                carrier);
        companionAnchor(lease, carrier.companion());
    }

    /** Both anchors of a lease whose allocations are being moved to another one. */
    void leaseMoving(Lease lease, Lease carrier) {
        anchor(new Key.LeaseAnchor(lease), clientLease().moving(lease, carrier, 2), lease);
        companionAnchor(lease, carrier.companion());
    }

    /** As {@link #allocation(int, String, Lease)}, on another lease that carries the client's. */
    Allocation allocationOn(int port, String name, Lease lease, Lease carrier) {
        Allocation allocation = samples.allocation(port, "django", name).on(lease);
        holding(allocation, carrier);
        return allocation;
    }

    /** As {@link #waiting}, on the companion of another lease that carries the client's. */
    void waitingOn(Allocation allocation, Lease lease, Lease carrier) {
        cooling(Cooling.after(allocation, lease, 30, samples.tick()), carrier.companion());
    }

    /** @param on the lease that the key ends with */
    void ownAnchor(Lease lease, Lease on) {
        anchor(new Key.LeaseAnchor(lease), clientLease(), on);
    }

    /** @param on the lease that the key ends with */
    void companionAnchor(Lease lease, Lease on) {
        anchor(new Key.CompanionAnchor(lease), new Value.Presence(), on);
    }

    void anchor(Key.OfLease key, Value value, Lease on) {
        String spelling = "_leases/" + key.lease().text() + (key instanceof Key.CompanionAnchor ? "/linger" : "");
        put(new Anchor(spelling, key, value, on, revision));
    }

    ClientLease clientLease() {
        return new ClientLease(60, 30, samples.tick(), Labels.EMPTY, false, 1);
    }

    /** The cooling key that goes with an allocation on a lease. */
    void waiting(Allocation allocation, Lease lease) {
        cooling(Cooling.after(allocation, lease, 30, samples.tick()), lease.companion());
    }

    void cooling(int port, String name, Reason reason, @Nullable Lease of, Lease on) {
        cooling(new Cooling(port, DJANGO, new Name(name), reason, 30, samples.tick(), of, FormatVersion.V2), on);
    }

    void cooling(Cooling cooling, Lease on) {
        int port = cooling.port();
        content("cooling/0" + port, new Key.CoolingKey(Space.DEFAULT, port), cooling, on);
    }

    /** A record and its index. */
    void holding(Holding holding, Lease lease) {
        record(holding, lease);
        index(holding, holding.port(), lease);
    }

    void record(Holding holding, Lease lease) {
        content("ports/0" + holding.port(), new Key.PortKey(Space.DEFAULT, holding.port()), holding, lease);
    }

    void index(Holding holding, int port, Lease lease) {
        String folder = holding instanceof Offer ? "offers/" : "instances/";
        content(
                folder + holding.service() + "/" + holding.name(),
                holding.indexKey(Space.DEFAULT),
                new Value.Index(port),
                lease);
    }

    void content(String spelling, Key.InSpace key, Value value, Lease lease) {
        put(new Content("default/" + spelling, "default", key, value, lease, revision));
    }

    void put(StoredKey found) {
        keys.put(found.spelling(), found);
    }

    /** The same offer as a member of a group. */
    static Offer inGroup(Offer offer, Offer first, int size, int place) {
        return inGroup(offer, first, new Group(size, place));
    }

    /** The same offer with that place in a group. */
    static Offer inGroup(Offer offer, Offer first, Group group) {
        return new Offer(
                offer.port(),
                offer.service(),
                offer.name(),
                offer.created(),
                offer.ttl(),
                first.receipt(),
                Labels.EMPTY,
                group);
    }

    static PortRange range(int start, int end) {
        return new PortRange(start, end);
    }
}

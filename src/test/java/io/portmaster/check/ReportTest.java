package io.portmaster.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.contract.Samples;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.StoredKey;
import io.portmaster.record.StoredKey.Content;
import io.portmaster.record.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each test breaks one invariant of sound keys. */
class ReportTest {
    private static final Lease LEASE = new Lease(0x7b);

    private final Samples samples = new Samples();
    private final Map<String, StoredKey> keys = new TreeMap<>();
    private Instant now = samples.tick();

    ReportTest() {
        service("django", 5000, 5009);
        offer(5000, "django", "web-01");
        allocation(5001, "django", "web-02");
        put(new StoredKey.Fence("default/fences/some-id", "default"));
    }

    @Test
    void keysInOrderAreCountedAndPass() {
        Report report = report();
        assertThat(report.violations()).isEmpty();
        assertThat(report.revision()).isEqualTo(42);
        assertThat(report.keys()).isEqualTo(6);
        assertThat(report.spaces()).containsExactly(new SpaceCounts("default", 1, 1, 0, 1, 0, 0, 0, 1));
    }

    @Test
    void anOfferPastItsTimeIsNamedAndIsNoViolation() {
        Offer offer = (Offer) ((Content) keys.get("default/ports/05000")).value();
        now = offer.expires().plusSeconds(Offer.SLACK + offer.ttl() / 10);
        assertThat(report().overdue()).isEmpty();

        now = now.plusMillis(1);

        assertThat(report().violations()).isEmpty();
        assertThat(report().overdue()).containsExactly((Content) keys.get("default/ports/05000"));
        assertThat(report().spaces()).containsExactly(new SpaceCounts("default", 1, 1, 1, 1, 0, 0, 0, 1));
    }

    @Test
    void nothingAtAllPasses() {
        keys.clear();
        assertThat(report().violations()).isEmpty();
        assertThat(report().spaces()).isEmpty();
    }

    @Test
    void aNameWithTwoPortsIsFound() {
        allocation(5002, "django", "web-01");
        assertViolated("ports/05000, ports/05002: two ports of one name, django/web-01");
    }

    @Test
    void theSameNameInAnotherServiceIsAnother() {
        service("flask", 6000, 6009);
        allocation(6000, "flask", "web-01");
        assertThat(report().violations()).isEmpty();
    }

    @Test
    void aRecordWithoutItsIndexIsFound() {
        keys.remove("default/instances/django/web-02");
        assertViolated("ports/05001: has no index key as the allocation of django/web-02");
    }

    @Test
    void anOfferThatIsIndexedAsAnAllocationIsFound() {
        keys.remove("default/offers/django/web-01");
        index(new Key.InstanceIndex(Space.DEFAULT, new Name("django"), new Name("web-01")), 5000, LEASE);
        assertViolated(
                "instances/django/web-01, ports/05000: the record of port 5000 is the offer of django/web-01",
                "ports/05000: has no index key as the offer of django/web-01");
    }

    @Test
    void anIndexWithoutItsRecordIsFound() {
        index(new Key.OfferIndex(Space.DEFAULT, new Name("django"), new Name("web-03")), 5003, LEASE);
        assertViolated("offers/django/web-03: port 5003 has no record");
    }

    @Test
    void anIndexOfAnotherPortIsFoundFromBothSides() {
        index(new Key.InstanceIndex(Space.DEFAULT, new Name("django"), new Name("web-02")), 5000, Lease.NONE);
        assertViolated(
                "instances/django/web-02, ports/05000: the record of port 5000 is the offer of django/web-01",
                "ports/05001, instances/django/web-02: the index key of the allocation of django/web-02 says port 5000");
    }

    @Test
    void anIndexOnAnotherLeaseIsFound() {
        index(new Key.OfferIndex(Space.DEFAULT, new Name("django"), new Name("web-01")), 5000, new Lease(0x7c));
        assertViolated("ports/05000, offers/django/web-01: the record is on lease 7b and its index key on lease 7c");
    }

    @Test
    void anIndexThatWouldEndBeforeItsAllocationIsFound() {
        index(new Key.InstanceIndex(Space.DEFAULT, new Name("django"), new Name("web-02")), 5001, LEASE);
        assertViolated("ports/05001, instances/django/web-02: the record is on no lease and its index key on lease 7b");
    }

    @Test
    void aPortOutsideItsRangeIsFound() {
        allocation(5010, "django", "web-03");
        assertViolated("ports/05010, services/django: the port lies outside its service's ranges, 5000-5009");
    }

    @Test
    void aPortOfNoServiceIsFound() {
        allocation(6000, "flask", "web-03");
        assertViolated("ports/06000: belongs to the service flask, which isn't there");
    }

    @Test
    void anOfferThatWouldNeverEndIsFound() {
        holding(samples.offer(5000, "django", "web-01"), Lease.NONE);
        index(new Key.OfferIndex(Space.DEFAULT, new Name("django"), new Name("web-01")), 5000, Lease.NONE);
        assertViolated("ports/05000: an offer on no lease, which would never end");
    }

    @Test
    void anAllocationThatWouldEndIsFound() {
        holding(samples.allocation(5001, "django", "web-02"), LEASE);
        index(new Key.InstanceIndex(Space.DEFAULT, new Name("django"), new Name("web-02")), 5001, LEASE);
        assertViolated("ports/05001: an allocation on lease 7b, which would end it");
    }

    @Test
    void aServiceThatWouldEndIsFound() {
        service("flask", 6000, 6009, LEASE);
        assertViolated("services/flask: a service on lease 7b, which would end it");
    }

    @Test
    void rangesThatOverlapAreFound() {
        service("flask", 5009, 5020);
        assertViolated("services/django, services/flask: the ranges overlap");
    }

    @Test
    void aRangeThatHoldsSeveralOthersIsFoundForEachOfThem() {
        service("a", 6000, 6999);
        service("b", 6100, 6199);
        service("c", 6200, 6299);
        service("d", 7000, 7099);
        assertViolated("services/a, services/b: the ranges overlap", "services/a, services/c: the ranges overlap");
    }

    @Test
    void aRecordThatCannotBeReadIsFoundAndLeadsToNothingElse() {
        content(new Key.PortKey(Space.DEFAULT, 5000), new Value.Unreadable("schema version 2, not 1"), LEASE);
        assertViolated("ports/05000: can't be read: schema version 2, not 1");
        assertThat(report().spaces()).containsExactly(new SpaceCounts("default", 1, 0, 0, 1, 0, 1, 0, 1));
    }

    /** A newer release may put allocations on leases, or give a service more than one range. */
    @Test
    void newerRecordsAreCountedAndJudgedByTheirOwnRelease() {
        FormatVersion v3 = FormatVersion.of(3);
        Allocation old = samples.allocation(5005, "django", "web-09");
        content(
                new Key.PortKey(Space.DEFAULT, 5005),
                new Allocation(
                        5005, old.service(), old.name(), old.created(), old.receipt(), old.labels(), null, null, v3),
                LEASE);
        Service flask = samples.service("flask", 5009, 5020);
        content(new Key.ServiceKey(Space.DEFAULT, flask.name()), flask.atLeast(v3), Lease.NONE);

        assertViolated();

        assertThat(report().spaces()).containsExactly(new SpaceCounts("default", 2, 1, 0, 2, 0, 0, 2, 1));
    }

    @Test
    void nameOfANewerRecordIsUniqueToo() {
        Allocation old = samples.allocation(5005, "django", "web-02");
        content(
                new Key.PortKey(Space.DEFAULT, 5005),
                new Allocation(
                        5005,
                        old.service(),
                        old.name(),
                        old.created(),
                        old.receipt(),
                        old.labels(),
                        null,
                        null,
                        FormatVersion.of(3)),
                Lease.NONE);

        assertViolated("ports/05001, ports/05005: two ports of one name, django/web-02");
    }

    @Test
    void aServiceThatCannotBeReadIsFoundAndItsPortsAreNot() {
        content(
                new Key.ServiceKey(Space.DEFAULT, new Name("django")),
                new Value.Unreadable("no text in created"),
                Lease.NONE);
        assertViolated("services/django: can't be read: no text in created");
    }

    @Test
    void anIndexThatCannotBeReadIsFoundAndItsRecordIsNot() {
        content(
                new Key.OfferIndex(Space.DEFAULT, new Name("django"), new Name("web-01")),
                new Value.Unreadable("For input string: \"x\""),
                LEASE);
        assertViolated("offers/django/web-01: can't be read: For input string: \"x\"");
    }

    @Test
    void aKeyThatTheDesignDoesNotKnowIsFound() {
        put(new StoredKey.Unknown("default/locks/django"));
        assertViolated("locks/django: no key that Portmaster knows");
    }

    @Test
    void reservedKeysAreOnlyCounted() {
        put(new StoredKey.Reserved("_acl"));
        assertThat(report().violations()).isEmpty();
        assertThat(report().reserved()).isEqualTo(1);
        assertThat(report().keys()).isEqualTo(7);
    }

    @Test
    void aSpaceIsJudgedByItself() {
        Service service = samples.service("django", 5000, 5009);
        put(new Content(
                "other/services/django",
                "other",
                new Key.ServiceKey(Space.DEFAULT, service.name()),
                service,
                Lease.NONE,
                1));
        put(new StoredKey.Fence("third/fences/x", "third"));
        assertThat(report().violations()).isEmpty();
        assertThat(report().spaces())
                .containsExactly(
                        new SpaceCounts("default", 1, 1, 0, 1, 0, 0, 0, 1),
                        new SpaceCounts("other", 1, 0, 0, 0, 0, 0, 0, 0),
                        new SpaceCounts("third", 0, 0, 0, 0, 0, 0, 0, 1));
    }

    @Test
    void violationTellsOnlyTheFirstLineOfWhyAValueCannotBeRead() {
        content(new Key.PortKey(Space.DEFAULT, 5005), new Value.Unreadable("first line\r\nsecond line"), Lease.NONE);
        assertViolated("ports/05005: can't be read: first line");
    }

    private Report report() {
        return Report.of(42, "one in cluster a", new ArrayList<>(keys.values()), now);
    }

    /** @param lines all violations, with keys without their space */
    private void assertViolated(String... lines) {
        assertThat(report().violations())
                .extracting(violation -> violation.toString().replace("default/", ""))
                .containsExactlyInAnyOrder(lines);
    }

    private void service(String name, int start, int end) {
        service(name, start, end, Lease.NONE);
    }

    private void service(String name, int start, int end, Lease lease) {
        content(new Key.ServiceKey(Space.DEFAULT, new Name(name)), samples.service(name, start, end), lease);
    }

    private void offer(int port, String service, String name) {
        Offer offer = samples.offer(port, service, name);
        holding(offer, LEASE);
        index(offer.indexKey(Space.DEFAULT), port, LEASE);
    }

    private void allocation(int port, String service, String name) {
        Allocation allocation = samples.allocation(port, service, name);
        holding(allocation, Lease.NONE);
        index(allocation.indexKey(Space.DEFAULT), port, Lease.NONE);
    }

    private void holding(Holding holding, Lease lease) {
        content(new Key.PortKey(Space.DEFAULT, holding.port()), holding, lease);
    }

    private void index(Key.InSpace key, int port, Lease lease) {
        content(key, new Value.Index(port), lease);
    }

    private void content(Key.InSpace key, Value value, Lease lease) {
        put(new Content("default/" + spell(key), "default", key, value, lease, 1));
    }

    private static String spell(Key key) {
        if (key instanceof Key.PortKey port) {
            return "ports/0" + port.port();
        } else if (key instanceof Key.OfferIndex offer) {
            return "offers/" + offer.service() + "/" + offer.name();
        } else if (key instanceof Key.InstanceIndex instance) {
            return "instances/" + instance.service() + "/" + instance.name();
        } else {
            return "services/" + ((Key.ServiceKey) key).service();
        }
    }

    private void put(StoredKey found) {
        keys.put(found.spelling(), found);
    }
}

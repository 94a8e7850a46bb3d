package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@link Invariants} finds each kind of wrong key. */
class InvariantsTest {
    private static final long LEASE = 7;

    private final Map<String, KeySpace.Raw> keys = new TreeMap<>();

    InvariantsTest() {
        service("django", 5000, 5009);
        offer(5000, "django", "web-01");
        allocation(5001, "django", "web-02");
        keys.put("/x/default/fences/some-id", new KeySpace.Raw("", LEASE));
    }

    @Test
    void keysInOrderPass() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void aPortOutsideItsRangeIsFound() {
        allocation(5010, "django", "web-03");
        assertThat(violations()).singleElement().asString().startsWith("out of its range");
    }

    @Test
    void aPortOfNoServiceIsFound() {
        allocation(6000, "flask", "web-03");
        assertThat(violations()).singleElement().asString().startsWith("of no service");
    }

    @Test
    void aRecordWithoutItsIndexIsFound() {
        keys.remove("/x/default/instances/django/web-02");
        assertThat(violations()).singleElement().asString().startsWith("not what the index says");
    }

    @Test
    void anIndexWithoutItsRecordIsFound() {
        put("offers/django/web-03", "5003", LEASE);
        assertThat(violations()).singleElement().asString().startsWith("an orphan index");
    }

    @Test
    void anIndexOfAnotherPortIsFound() {
        put("instances/django/web-02", "5002", 0);
        assertThat(violations()).hasSize(2).anyMatch(violation -> violation.startsWith("not what the index says"));
    }

    @Test
    void anAllocationThatWouldExpireIsFound() {
        put("ports/05001", record("django", "web-02", "allocated"), LEASE);
        assertThat(violations()).anyMatch(violation -> violation.startsWith("a lease for offers only"));
    }

    @Test
    void anOfferThatWouldNeverExpireIsFound() {
        put("ports/05000", record("django", "web-01", "offered"), 0);
        assertThat(violations()).anyMatch(violation -> violation.startsWith("a lease for offers only"));
    }

    @Test
    void anIndexOnAnotherLeaseIsFound() {
        put("offers/django/web-01", "5000", LEASE + 1);
        assertThat(violations()).singleElement().asString().startsWith("on two leases");
    }

    @Test
    void aNameThatIsBothOfferedAndAllocatedIsFound() {
        allocation(5002, "django", "web-01");
        assertThat(violations()).singleElement().asString().startsWith("both offered and allocated");
    }

    @Test
    void rangesThatOverlapAreFound() {
        service("flask", 5009, 5020);
        assertThat(violations()).singleElement().asString().startsWith("overlapping");
    }

    @Test
    void aKeyThatTheDesignDoesNotKnowIsFound() {
        put("locks/django", "", 0);
        put("stray", "", 0);
        assertThat(violations()).singleElement().asString().startsWith("unknown to the design");
    }

    private List<String> violations() {
        KeySpace space = new KeySpace("/x/");
        keys.forEach(space::put);
        return Invariants.violations(space);
    }

    private void service(String name, int start, int end) {
        put("services/" + name, "{\"start\":" + start + ",\"end\":" + end + ",\"id\":\"" + name + "\"}", 0);
    }

    private void offer(int port, String service, String name) {
        put("ports/0" + port, record(service, name, "offered"), LEASE);
        put("offers/" + service + "/" + name, Integer.toString(port), LEASE);
    }

    private void allocation(int port, String service, String name) {
        put("ports/0" + port, record(service, name, "allocated"), 0);
        put("instances/" + service + "/" + name, Integer.toString(port), 0);
    }

    private static String record(String service, String name, String state) {
        return "{\"service\":\"" + service + "\",\"name\":\"" + name + "\",\"state\":\"" + state + "\"}";
    }

    private void put(String key, String value, long lease) {
        keys.put("/x/default/" + key, new KeySpace.Raw(value, lease));
    }
}

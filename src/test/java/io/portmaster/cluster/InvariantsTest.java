package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@link Invariants} finds each kind of wrong key. */
class InvariantsTest {
    private static final long LEASE = 7;

    /** A client's lease, 0x40, as keys and records spell it. */
    private static final String CLIENTS = "0000000000000040";

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
        assertThat(violations()).singleElement().asString().startsWith("out of its ranges");
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
        assertThat(violations())
                .anyMatch(violation -> violation.startsWith("an allocation on a lease that it doesn't"));
    }

    @Test
    void anOfferThatWouldNeverExpireIsFound() {
        put("ports/05000", record("django", "web-01", "offered"), 0);
        assertThat(violations()).anyMatch(violation -> violation.startsWith("an offer on a lease that is no offer's"));
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

    @Test
    void portInTheGapOfItsServicesRangesIsFound() {
        put(
                "services/flask",
                "{\"start\":6000,\"end\":6109,\"ranges\":[{\"start\":6000,\"end\":6009},{\"start\":6100,\"end\":6109}]}",
                0);
        allocation(6100, "flask", "web-03");
        assertThat(violations()).isEmpty();
        allocation(6050, "flask", "web-04");
        assertThat(violations()).singleElement().asString().startsWith("out of its ranges");
    }

    @Test
    void allocationOnAClientsLeasePasses() {
        allocationOnALease();
        assertThat(violations()).isEmpty();
    }

    @Test
    void allocationThatWouldNotCoolIsFound() {
        allocationOnALease();
        keys.remove("/x/default/cooling/06000");
        assertThat(violations()).singleElement().asString().startsWith("an allocation that would not cool");
    }

    @Test
    void allocationOnNobodysLeaseIsFound() {
        allocationOnALease();
        keys.remove("/x/_leases/" + CLIENTS);
        assertThat(violations()).singleElement().asString().startsWith("an allocation on nobody's lease");
    }

    @Test
    void coolingKeyWithoutItsCompanionIsFound() {
        allocationOnALease();
        keys.remove("/x/_leases/" + CLIENTS + "/linger");
        assertThat(violations()).singleElement().asString().startsWith("not on its companion");
    }

    @Test
    void coolingKeyThatWaitsForNobodyIsFound() {
        allocationOnALease();
        keys.remove("/x/default/ports/06000");
        keys.remove("/x/default/instances/flask/a");
        assertThat(violations()).singleElement().asString().startsWith("waits for nobody");
    }

    @Test
    void portThatLingersPasses() {
        allocationOnALease();
        keys.remove("/x/default/ports/06000");
        keys.remove("/x/default/instances/flask/a");
        keys.remove("/x/_leases/" + CLIENTS);
        assertThat(violations()).isEmpty();
    }

    @Test
    void portThatCoolsForEverIsFound() {
        version2();
        put("cooling/06001", cooling("b", "released"), 0);
        assertThat(violations()).singleElement().asString().startsWith("cools for ever");
    }

    @Test
    void portThatCoolsOnAClientsLeaseIsFound() {
        allocationOnALease();
        put("cooling/06001", cooling("b", "busy"), 0x41);
        assertThat(violations()).singleElement().asString().startsWith("cools on a client's lease");
    }

    @Test
    void portThatCoolsInAServiceOfVersion1IsFound() {
        put("cooling/05005", cooling("b", "busy").replace("flask", "django"), LEASE);
        assertThat(violations()).singleElement().asString().startsWith("in a service that old nodes change");
    }

    @Test
    void portThatCoolsOutOfItsRangesIsFound() {
        version2();
        put("cooling/06010", cooling("b", "busy"), LEASE);
        assertThat(violations()).singleElement().asString().startsWith("cools out of its service's ranges");
    }

    @Test
    void coolingPortIsHeldByItsFormerNameOnly() {
        version2();
        put("cooling/06001", cooling("b", "released"), LEASE);
        offer(6001, "flask", "b");
        assertThat(violations()).isEmpty();
        keys.remove("/x/default/offers/flask/b");
        offer(6001, "flask", "c");
        assertThat(violations()).singleElement().asString().startsWith("held while it cools");
    }

    @Test
    void coolingPortIsAllocatedToNobody() {
        version2();
        put("cooling/06001", cooling("b", "released"), LEASE);
        allocation(6001, "flask", "b");
        assertThat(violations()).singleElement().asString().startsWith("held while it cools");
    }

    @Test
    void busyPortIsHeldByNobody() {
        version2();
        put("cooling/06001", cooling("b", "busy"), LEASE);
        offer(6001, "flask", "b");
        assertThat(violations()).singleElement().asString().startsWith("held while it cools");
    }

    @Test
    void reasonThatDoesNotFitTheLeaseIsFound() {
        version2();
        put("cooling/06001", cooling("b", "released").replace("}", ",\"lease\":\"" + CLIENTS + "\"}"), LEASE);
        assertThat(violations()).singleElement().asString().startsWith("a reason that doesn't fit");
    }

    @Test
    void anchorsOnOtherLeasesAreFound() {
        keys.put("/x/_leases/" + CLIENTS, new KeySpace.Raw("{}", 0x41));
        assertThat(violations()).singleElement().asString().startsWith("an anchor on another lease");
        keys.put("/x/_leases/" + CLIENTS, new KeySpace.Raw("{}", 0x40));
        keys.put("/x/_leases/" + CLIENTS + "/linger", new KeySpace.Raw("", 0x40));
        assertThat(violations()).singleElement().asString().startsWith("a companion's anchor on another lease");
    }

    @Test
    void anchorsOfOddNumbersAreFound() {
        keys.put("/x/_leases/0000000000000041", new KeySpace.Raw("{}", 0x41));
        keys.put("/x/_leases/0000000000000043/linger", new KeySpace.Raw("", 0x44));
        assertThat(violations())
                .hasSize(2)
                .anyMatch(violation -> violation.startsWith("a lease with a companion's number"))
                .anyMatch(violation -> violation.startsWith("a companion of a companion"));
    }

    @Test
    void keysUnderLeasesThatAreNoAnchorsAreFound() {
        keys.put("/x/_leases/0000000000000000", new KeySpace.Raw("{}", 0));
        keys.put("/x/_leases/" + CLIENTS + "/other", new KeySpace.Raw("{}", 0));
        assertThat(violations()).singleElement().asString().startsWith("unknown to the design");
    }

    @Test
    void groupOfOffersPasses() {
        group("offered", 0, 1, 2);
        assertThat(violations()).isEmpty();
    }

    @Test
    void partOfAGroupOfOffersIsFound() {
        group("offered", 0, 2);
        assertThat(violations()).singleElement().asString().startsWith("a part of a group");
    }

    @Test
    void partOfAGroupOfAllocationsPasses() {
        group("allocated", 0, 2);
        assertThat(violations()).isEmpty();
    }

    @Test
    void onePlaceTwiceIsFound() {
        group("allocated", 0, 2, 2);
        assertThat(violations()).singleElement().asString().startsWith("wrong places in a group");
    }

    @Test
    void groupOnTwoLeasesIsFound() {
        group("offered", 0, 1, 2);
        put("ports/05002", member("offered", 0, 0), LEASE + 1);
        put("offers/django/g0", "5002", LEASE + 1);
        assertThat(violations()).singleElement().asString().startsWith("a group on two leases");
    }

    @Test
    void consecutiveGroupOfNoNeighboursIsFound() {
        group("offered", 0, 1, 2);
        for (int place = 0; place < 3; place++) {
            String member = member("offered", place, place).replace("}}", ",\"consecutive\":true}}");
            put("ports/0" + (5002 + place), member, LEASE);
        }
        assertThat(violations()).isEmpty();

        put("ports/05008", keys.remove("/x/default/ports/05004").value(), LEASE);
        put("offers/django/g2", "5008", LEASE);
        assertThat(violations()).singleElement().asString().startsWith("no neighbours");
    }

    @Test
    void groupThatIsConsecutiveInPartIsFound() {
        group("offered", 0, 1, 2);
        put("ports/05003", member("offered", 1, 1).replace("}}", ",\"consecutive\":true}}"), LEASE);
        assertThat(violations()).anyMatch(violation -> violation.startsWith("a group consecutive in part"));
    }

    /** Members of a group on ports from 5002 on, with these places. */
    private void group(String state, int... places) {
        boolean offered = state.equals("offered");
        for (int index = 0; index < places.length; index++) {
            int port = 5002 + index;
            put("ports/0" + port, member(state, index, places[index]), offered ? LEASE : 0);
            put((offered ? "offers" : "instances") + "/django/g" + index, Integer.toString(port), offered ? LEASE : 0);
        }
    }

    private static String member(String state, int index, int place) {
        return record("django", "g" + index, state)
                .replace(
                        "}",
                        ",\"nonce\":\"n\",\"secret_sha256\":\"s\",\"group\":{\"size\":3,\"place\":" + place + "}}");
    }

    private void version2() {
        put("services/flask", "{\"v\":2,\"start\":6000,\"end\":6009,\"id\":\"flask\"}", 0);
    }

    private void allocationOnALease() {
        version2();
        String lease = ",\"lease\":\"" + CLIENTS + "\"}";
        put("ports/06000", record("flask", "a", "allocated").replace("}", lease), 0x40);
        put("instances/flask/a", "6000", 0x40);
        put("cooling/06000", cooling("a", "lease-ended").replace("}", lease), 0x41);
        keys.put("/x/_leases/" + CLIENTS, new KeySpace.Raw("{\"v\":2}", 0x40));
        keys.put("/x/_leases/" + CLIENTS + "/linger", new KeySpace.Raw("", 0x41));
    }

    private static String cooling(String name, String reason) {
        return "{\"v\":2,\"service\":\"flask\",\"name\":\"" + name + "\",\"reason\":\"" + reason + "\"}";
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

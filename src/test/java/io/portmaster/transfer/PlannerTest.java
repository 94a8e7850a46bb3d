package io.portmaster.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.PortBody;
import io.portmaster.wire.PortCountsBody;
import io.portmaster.wire.ServiceBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");
    private static final String DJANGO = Dumps.service("django", 5000, 5009);

    private final List<ServiceBody> services = new ArrayList<>();
    private final List<PortBody> ports = new ArrayList<>();

    private List<String> planned(String... rows) {
        return plannedUnder(null, rows);
    }

    private List<String> plannedUnder(@Nullable String nameOfNameless, String... rows) {
        return Dumps.told(plan(nameOfNameless, Dumps.of(rows)).results());
    }

    private Plan plan(@Nullable String nameOfNameless, Dump dump) {
        return new Planner(new Inventory(services, ports), nameOfNameless).plan(dump);
    }

    private void thereIs(String service, int start, int end) {
        services.add(new ServiceBody(
                service,
                null,
                PortSet.of(new PortRange(start, end)),
                PortSet.EMPTY,
                0,
                600,
                null,
                NOW,
                new PortCountsBody(end - start + 1, 0, 0, 0, 0, end - start + 1)));
    }

    private void isAllocated(String service, String name, int port) {
        ports.add(new AllocationBody(service, name, port, null, NOW));
    }

    @Test
    void rowsOfEveryKindAreToldApart() {
        assertThat(Dumps.told(plan(null, Dumps.read(Dumps.ofEveryKind())).results()))
                .containsExactly(
                        "1 create",
                        "2 create",
                        "3 broken the name (pk) must not be digits only: a number in a path means a port",
                        "4 broken end must be from 1024 to 49151, not 49152",
                        "5 skipped an open offer: only its client knows the secret, and has to ask again",
                        "6 create",
                        "7 broken the name must not contain a space (character 7)",
                        "8 skipped it has no name: nobody is known to use the port",
                        "9 create",
                        "10 broken the port is outside of its service's ports, 22000-22009",
                        "11 broken the port must be from 1024 to 49151, not 49152");
    }

    @Test
    void aServiceMayStandBehindItsInstances() {
        assertThat(planned(Dumps.instance("django", 5000, "web-01"), DJANGO)).containsExactly("1 create", "2 create");
    }

    @Test
    void whatIsThereAlreadyIsRecognised() {
        thereIs("django", 5000, 5009);
        isAllocated("django", "web-01", 5000);
        Plan plan = plan(null, Dumps.of(DJANGO, Dumps.instance("django", 5000, "web-01")));
        assertThat(Dumps.told(plan.results())).containsExactly("1 there", "2 there");
        assertThat(plan.creations()).isZero();
    }

    @Test
    void whatIsThereAndDiffersIsNamed() {
        thereIs("django", 5000, 5019);
        isAllocated("django", "web-01", 5001);
        isAllocated("django", "other", 5002);
        ports.add(new OfferBody("django", "open", 5003, null, NOW, 30, NOW));
        ports.add(new OfferBody("django", "half", 5004, null, NOW, 30, NOW));
        ports.add(new CoolingBody("django", "gone", 5005, "released", NOW, null));
        assertThat(planned(
                        DJANGO.replace("null", "\"web\""),
                        Dumps.instance("django", 5000, "web-01"),
                        Dumps.instance("django", 5002, "web-02"),
                        Dumps.instance("django", 5003, "web-03"),
                        Dumps.instance("django", 5004, "half"),
                        Dumps.instance("django", 5005, "web-05")))
                .containsExactly(
                        "1 different ports 5000-5019 there instead of 5000-5009; description \"\" there instead of \"web\"",
                        "2 different the name has port 5001 there, allocated",
                        "3 different the port is allocated to django/other there",
                        "4 different the port is offered to django/open there",
                        "5 different the port is offered to it there, and not accepted",
                        "6 different the port cools there: released",
                        "0 extra it is there, and not in the dump",
                        "0 extra it is there, and not in the dump");
    }

    @Test
    void aCoolingPortComesBackToTheNameThatHadItUnlessItIsBusy() {
        thereIs("django", 5000, 5009);
        ports.add(new CoolingBody("django", "web-01", 5001, "released", NOW, null));
        ports.add(new CoolingBody("django", "web-02", 5002, "busy", NOW, null));
        assertThat(planned(Dumps.instance("django", 5001, "web-01"), Dumps.instance("django", 5002, "web-02")))
                .containsExactly("1 create", "2 different the port cools there: busy");
    }

    @Test
    void rowsThatContradictEachOtherAreNamedButTheFirst() {
        assertThat(planned(
                        DJANGO,
                        Dumps.service("django", 6000, 6001),
                        Dumps.service("redis", 5009, 5020),
                        Dumps.instance("django", 5000, "web-01"),
                        Dumps.instance("django", 5000, "web-02"),
                        Dumps.instance("django", 5001, "web-01")))
                .containsExactly(
                        "1 create",
                        "2 broken row 1 has this service already",
                        "3 different its ports overlap those of service django, row 1 (5000-5009)",
                        "4 create",
                        "5 broken row 4 has this port already",
                        "6 broken row 4 has this name already");
    }

    @Test
    void twoServicesMayHaveInstancesOfTheSameName() {
        assertThat(planned(
                        DJANGO,
                        Dumps.service("redis", 6000, 6001),
                        Dumps.instance("django", 5000, "one"),
                        Dumps.instance("redis", 6000, "one")))
                .allMatch(told -> told.endsWith("create"));
    }

    @Test
    void rangesThatBelongToAnotherServiceAreNamed() {
        thereIs("redis", 5005, 5005);
        assertThat(planned(DJANGO, Dumps.instance("django", 5000, "web-01")))
                .containsExactly(
                        "1 different its ports overlap those of service redis, which is there (5005-5005)",
                        "2 broken its service is not there, and row 1 can't create it");
    }

    @Test
    void anInstanceWhoseServiceIsNowhereIsNamed() {
        assertThat(planned(Dumps.instance("django", 5000, "web-01")))
                .containsExactly("1 broken its service is neither in the dump nor there");
    }

    @Test
    void aServiceThatWasCreatedByHandTakesTheInstancesOfABrokenRow() {
        thereIs("edge", 49100, 49151);
        assertThat(planned(
                        Dumps.service("edge", 49100, 49152),
                        Dumps.instance("edge", 49100, "gw-1"),
                        Dumps.instance("edge", 49152, "gw-2")))
                .containsExactly(
                        "1 broken end must be from 1024 to 49151, not 49152",
                        "2 create",
                        "3 broken the port must be from 1024 to 49151, not 49152");
    }

    @Test
    void instancesWithoutANameGetOneIfThatIsWanted() {
        String nameless = Dumps.instance("django", 5000, "");
        assertThat(planned(DJANGO, nameless)).contains("2 skipped it has no name: nobody is known to use the port");
        Plan plan = plan("port-{}", Dumps.of(DJANGO, nameless));
        assertThat(Dumps.told(plan.results())).containsExactly("1 create", "2 create");
        assertThat(plan.results().get(1).subject().name()).isEqualTo("port-5000");
        assertThat(plannedUnder("{} ", DJANGO, nameless))
                .contains("2 broken the name must not contain a space (character 5)");
        assertThat(plannedUnder("port-{}", DJANGO, nameless, Dumps.instance("django", 5001, "port-5000")))
                .contains("3 broken row 2 has this name already");
    }

    @Test
    void labelsAreComparedOnlyIfARowHasSome() {
        thereIs("django", 5000, 5009);
        ports.add(new AllocationBody("django", "web-01", 5000, null, NOW, Map.of("host", "b"), null, 7));
        String row = Dumps.instance("django", 5000, "web-01");
        assertThat(planned(row)).containsExactly("1 there");
        assertThat(planned(row.replace("}}", ", \"labels\": {\"host\": \"b\"}}}")))
                .containsExactly("1 there");
        assertThat(planned(row.replace("}}", ", \"labels\": {\"host\": \"a\"}}}")))
                .containsExactly("1 different labels {host=b} there instead of {host=a}");
    }

    @Test
    void anInstanceOnALeaseIsLeftToItsClient() {
        assertThat(planned(DJANGO, Dumps.instance("django", 5000, "a").replace("}}", ", \"lease\": \"3c0f\"}}")))
                .contains("2 skipped it is on a lease, which its client has to make anew");
    }

    @Test
    void aPortThatTheDumpHasForAnotherIsExtraUnlessItsRowTellsNoName() {
        thereIs("django", 5000, 5009);
        isAllocated("django", "former", 5000);
        isAllocated("django", "by-hand", 5001);
        isAllocated("django", "web-03", 5002);
        Plan plan = plan(
                null,
                Dumps.of(
                        Dumps.instance("django", 5000, "web-01"),
                        Dumps.instance("django", 5001, "web 02"),
                        Dumps.instance("django", 5002, "")));
        assertThat(plan.results())
                .filteredOn(result -> result.fate() == Fate.EXTRA)
                .extracting(result -> result.subject().name())
                .containsExactly("former");
    }

    @Test
    void onlyServicesOfTheDumpHaveExtras() {
        thereIs("django", 5000, 5009);
        thereIs("redis", 6000, 6001);
        isAllocated("django", "web-01", 5000);
        isAllocated("django", "worker", 5001);
        isAllocated("redis", "one", 6000);
        assertThat(planned(DJANGO, Dumps.instance("django", 5001, "a b")))
                .containsExactly(
                        "1 there",
                        "2 broken the name must not contain a space (character 2)",
                        "0 extra it is there, and not in the dump");
    }
}

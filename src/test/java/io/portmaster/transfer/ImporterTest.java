package io.portmaster.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.client.Timeouts;
import io.portmaster.transfer.Importer.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An import on a node whose answers are prepared. What a real node makes of it stands in {@code ImportCommandTest}. */
class ImporterTest {
    private static final String OFFERS = "POST /v1/services/django/offers";
    private static final String CREATED = "2026-11-28T00:00:00.000000Z";
    private static final String ALLOCATION =
            "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"allocated\",\"created\":\"" + CREATED
                    + "\"}";
    private static final Dump ONE =
            Dumps.of(Dumps.service("django", 5000, 5009), Dumps.instance("django", 5000, "web-01"));

    private final ScriptedNode node = new ScriptedNode();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final AtomicInteger steps = new AtomicInteger();

    @AfterEach
    void close() {
        node.close();
    }

    private static String service(int end) {
        return "{\"name\":\"django\",\"description\":null,\"start\":5000,\"end\":" + end + ",\"created\":\"" + CREATED
                + "\",\"ports\":{\"total\":10,\"allocated\":0,\"offered\":0,\"free\":10}}";
    }

    private Outcome imported(Dump dump) {
        PortmasterClient client = new PortmasterClient(node.url(), Timeouts.USUAL);
        Plan plan = new Planner(new Inventory(List.of(), List.of()), null).plan(dump);
        Outcome outcome = new Importer(client, pauses::add, 2, steps::incrementAndGet).carryOut(plan);
        assertThat(steps.get()).as("the progress bar reaches its end").isEqualTo(plan.creations());
        return outcome;
    }

    @Test
    void anAllocationWhoseAnswerWasLostIsRecognisedAsThisImports() {
        node.on("POST /v1/services", 201, service(5009))
                .on(OFFERS, 0, "")
                .problem(OFFERS, 409, "name-taken", ",\"port\":5000,\"state\":\"allocated\"")
                .on("GET /v1/services/django/ports/5000", 200, ALLOCATION);
        assertThat(Dumps.told(imported(ONE).results())).containsExactly("1 created", "2 created");
        assertThat(pauses).hasSize(1);
    }

    @Test
    void whatAnotherHasCreatedMeanwhileIsThereOrInTheWay() {
        node.on("POST /v1/services", 201, service(5009))
                .problem(OFFERS, 409, "name-taken", ",\"port\":5000,\"state\":\"allocated\"")
                .on("GET /v1/services/django/ports/5000", 200, ALLOCATION);
        assertThat(Dumps.told(imported(ONE).results())).containsExactly("1 created", "2 there");
    }

    @Test
    void aNameThatHasAnotherPortMeanwhileFails() {
        node.on("POST /v1/services", 201, service(5009))
                .problem(OFFERS, 409, "name-taken", ",\"port\":5001,\"state\":\"allocated\"");
        Outcome outcome = imported(ONE);
        assertThat(Dumps.told(outcome.results())).containsExactly("1 created", "2 failed why (name-taken)");
        assertThat(outcome.stop()).isNull();
    }

    @Test
    void aServiceWhoseAnswerWasLostIsCompared() {
        node.on("POST /v1/services", 0, "")
                .problem("POST /v1/services", 409, "service-exists", ",\"services\":[]")
                .on("GET /v1/services/django", 200, service(5009))
                .on(OFFERS, 201, ALLOCATION);
        assertThat(Dumps.told(imported(ONE).results())).containsExactly("1 created", "2 created");
    }

    @Test
    void anotherServiceOfThatNameIsDifferentAndItsInstancesFail() {
        node.problem("POST /v1/services", 409, "service-exists", ",\"services\":[]")
                .on("GET /v1/services/django", 200, service(5019));
        assertThat(Dumps.told(imported(ONE).results()))
                .containsExactly(
                        "1 different ports 5000-5019 there instead of 5000-5009",
                        "2 failed its service was not created");
    }

    @Test
    void aServiceThatIsRefusedStopsNoOther() {
        node.problem("POST /v1/services", 400, "invalid-request", "")
                .on("POST /v1/services", 201, service(5009))
                .on(OFFERS, 201, ALLOCATION);
        Outcome outcome = imported(Dumps.of(
                Dumps.service("other", 6000, 6001),
                Dumps.service("django", 5000, 5009),
                Dumps.instance("django", 5000, "web-01"),
                Dumps.instance("other", 6000, "one")));
        assertThat(Dumps.told(outcome.results()))
                .containsExactly(
                        "1 failed why (invalid-request)",
                        "2 created",
                        "3 created",
                        "4 failed its service was not created");
    }

    @Test
    void aRowThatMeetsABugOfTheNodeStopsNoOther() {
        for (int attempt = 0; attempt < 8; attempt++) {
            node.problem("POST /v1/services", 500, "internal-error", "");
        }
        node.on("POST /v1/services", 201, service(5009));
        Outcome outcome = imported(Dumps.of(Dumps.service("other", 6000, 6001), Dumps.service("django", 5000, 5009)));
        assertThat(Dumps.told(outcome.results())).containsExactly("1 failed why (internal-error)", "2 created");
        assertThat(outcome.stop()).isNull();
    }

    @Test
    void aNodeThatCannotServeForAMomentIsAskedAgain() {
        node.problem("POST /v1/services", 503, "store-unavailable", "")
                .problem("POST /v1/services", 503, "overloaded", "")
                .on("POST /v1/services", 201, service(5009))
                .on(OFFERS, 201, ALLOCATION);
        assertThat(Dumps.told(imported(ONE).results())).containsExactly("1 created", "2 created");
        assertThat(pauses).containsExactly(Duration.ofMillis(250), Duration.ofMillis(500));
    }

    @Test
    void aNodeThatIsGoneEndsTheImportAndTheRestIsNamedAsNotTried() {
        node.on("POST /v1/services", 201, service(5009))
                .on(OFFERS, 201, ALLOCATION)
                .on(OFFERS, 0, "");
        Dump dump = Dumps.of(
                Dumps.service("django", 5000, 5009),
                Dumps.instance("django", 5000, "web-01"),
                Dumps.instance("django", 5001, "web-02"),
                Dumps.instance("django", 5002, "web-03"),
                Dumps.instance("django", 5003, "web-04"),
                Dumps.instance("django", 5004, "web-05"));
        Outcome outcome = imported(dump);
        assertThat(outcome.results().stream().filter(result -> result.fate() == Fate.FAILED))
                .hasSizeBetween(1, 2)
                .allMatch(result -> "no answer: it may be there or not".equals(result.reason()));
        assertThat(outcome.results())
                .filteredOn(result -> result.fate() == Fate.UNTRIED)
                .hasSizeBetween(2, 3);
        assertThatThrownBy(outcome::throwStop).isInstanceOf(IOException.class);
        assertThat(pauses).as("it waited for the node to come back").hasSizeBetween(7, 14);
    }

    @Test
    void aMissingTokenEndsTheImportAtOnce() {
        node.problem("POST /v1/services", 401, "unauthenticated", "");
        Outcome outcome = imported(ONE);
        assertThat(Dumps.told(outcome.results()))
                .containsExactly("1 failed why (unauthenticated)", "2 untried the import ended before it");
        assertThatThrownBy(outcome::throwStop).isInstanceOf(ProblemException.class);
        assertThat(pauses).isEmpty();
    }
}

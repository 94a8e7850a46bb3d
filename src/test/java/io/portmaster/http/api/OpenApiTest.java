package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.http.Answer;
import io.portmaster.http.Contract;
import io.portmaster.http.Contract.Operation;
import io.portmaster.http.HttpNode;
import io.portmaster.http.RawConnection;
import io.portmaster.http.Requests;
import io.portmaster.http.problem.Problem;
import io.portmaster.http.problem.ProblemHandler;
import io.portmaster.http.problem.Problems;
import io.portmaster.http.server.Admission;
import io.portmaster.http.server.BodyReader;
import io.portmaster.http.server.ByteBudget;
import io.portmaster.http.server.ClientTimeouts;
import io.portmaster.http.server.Drain;
import io.portmaster.http.server.RequestClock;
import io.portmaster.http.server.RequestIds;
import io.portmaster.http.server.RequestListener;
import io.portmaster.http.server.Responder;
import io.portmaster.http.server.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares {@code openapi.yaml} with the routes. {@link HttpNode} also checks every answer of every test against it. */
class OpenApiTest {
    private static final Contract CONTRACT = Contract.load();

    private HttpNode node;

    /** A lease that lives. */
    private String lease;

    @BeforeEach
    void start() {
        node = new HttpNode();
        lease = node.createLease(60).text("lease");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    static List<Operation> operations() {
        return CONTRACT.operations();
    }

    @Test
    void everyRouteIsListedAndEveryListedRouteIsServed() {
        Set<String> listed =
                operations().stream().map(Operation::toString).collect(Collectors.toCollection(TreeSet::new));

        assertThat(served()).isEqualTo(listed);
    }

    private static Set<String> served() {
        return new RoutesUnderTest()
                .table().stream()
                        .map(route -> route.method() + " " + route.path())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The table of routes, without an allocator. */
    private static final class RoutesUnderTest {
        private final Routes routes;

        RoutesUnderTest() {
            RequestIds ids = new RequestIds(() -> "id");
            Responder responder = new Responder(ids, new Drain(), ClientTimeouts.USUAL);
            RequestClock clock = new RequestClock(RequestListener.NONE);
            Traffic traffic = new Traffic();
            Admission admission = new Admission(1, traffic);
            Answers answers = new Answers(responder);
            ListAnswers lists = new ListAnswers(responder, new ByteBudget(1), admission, null);
            routes = new Routes(
                    new ServiceHandler(null, answers, lists),
                    new OfferHandler(null, answers),
                    new PortHandler(null, answers),
                    new PortListHandler(null, lists),
                    new LeaseHandler(null, answers, lists),
                    new ProbeHandler(null, new Drain(), Documents.load(), responder),
                    new BodyReader(new ByteBudget(1), admission),
                    new ProblemHandler(responder, ids, clock, traffic),
                    responder,
                    ids,
                    clock);
        }

        List<Routes.Route> table() {
            return routes.table();
        }
    }

    /** Sends a request that the operation accepts, if django has an offer and an allocation. */
    private Answer ask(
            Operation operation, Map<String, String> names, String query, @Nullable String body, String... headers) {
        return node.send(operation.method(), path(operation, names) + query, body, headers);
    }

    private static String path(Operation operation, Map<String, String> names) {
        String path = operation.path();
        for (Map.Entry<String, String> name : names.entrySet()) {
            path = path.replace("{" + name.getKey() + "}", name.getValue());
        }
        assertThat(path).doesNotContain("{");
        return path;
    }

    private Map<String, String> names(String secret) {
        return names("django", secret, "web-02", "5000", lease);
    }

    private static Map<String, String> names(
            String service, String secret, String portOrName, String port, String lease) {
        return Map.of("service", service, "secret", secret, "portOrName", portOrName, "port", port, "lease", lease);
    }

    private String prepare() {
        node.createDjango(5000, 5009);
        String secret = node.offer("web-01").text("secret");
        node.allocate("web-02");
        return secret;
    }

    private static @Nullable String goodBody(Operation operation) {
        return switch (operation.definition().path("operationId").asText()) {
            case "createService" -> "{\"name\":\"rails\",\"start\":6000,\"end\":6009}";
            case "replaceService" -> "{\"start\":5000,\"end\":5010}";
            case "changeService" -> "{\"end\":5010}";
            case "createOffer" -> "{\"name\":\"web-03\"}";
            case "acceptOffer", "rejectOffer", "acceptOfferByPut" -> "{}";
            case "createLease" -> "{\"ttl\":60}";
            default -> null;
        };
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationSucceedsAsListed(Operation operation) {
        String secret = prepare();
        String query = operation.toString().equals("DELETE /v1/services/{service}") ? "?force" : "";

        Answer answer = ask(operation, names(secret), query, goodBody(operation));

        assertThat(operation.statuses()).contains(Integer.toString(answer.status()));
        assertThat(answer.status()).isBetween(200, 299);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyListedRefusalCanBeHad(Operation operation) throws IOException {
        String secret = prepare();
        Set<String> had = new TreeSet<>();

        had.add(status(badRequest(operation, secret)));
        had.add(status(ask(operation, unknown(operation, secret), "", goodBody(operation))));
        had.add(status(conflict(operation, secret)));
        had.add(status(outdated(operation, secret)));
        had.add(status(ask(operation, names(secret), "", "x".repeat(65_537))));
        had.add(status(ask(operation, fresh(), "", "{}", "Content-Type: text/plain")));
        had.add(status(reusedKey(operation)));
        had.add(status(silence(operation, fresh())));

        Set<String> listed = new TreeSet<>(operation.statuses());
        // Only a bug leads to a 500.
        listed.removeIf(status -> status.startsWith("2") || status.equals("4XX") || status.equals("500"));
        assertThat(had).containsAll(listed);
    }

    private static String status(@Nullable Answer answer) {
        return answer == null ? "" : Integer.toString(answer.status());
    }

    private Answer badRequest(Operation operation, String secret) {
        Map<String, String> bad = names("1", secret, "99999", "99999", "no-lease");
        return ask(operation, bad, "?limit=0", goodBody(operation) == null ? null : "nonsense");
    }

    private Map<String, String> unknown(Operation operation, String secret) {
        return names("nobody", secret, "web-99", "5099", "0123456789abcdef");
    }

    private @Nullable Answer conflict(Operation operation, String secret) {
        return switch (operation.definition().path("operationId").asText()) {
            case "createService" -> ask(operation, Map.of(), "", "{\"name\":\"django\",\"start\":6000,\"end\":6009}");
            case "replaceService", "changeService" ->
                ask(operation, names(secret), "", "{\"start\":5005,\"end\":5009}");
            case "deleteService" -> ask(operation, names(secret), "", null);
            case "createOffer" -> ask(operation, names(secret), "", "{\"name\":\"web-01\"}");
            case "rejectOffer", "rejectOfferByDelete" -> {
                Answer accepted = node.offer("accepted");
                node.post(accepted.location() + "/accept", null).expect(201);
                yield ask(operation, names(accepted.text("secret")), "", null);
            }
            case "releasePort" -> ask(operation, names(secret), "?state=offered", null);
            case "acceptOffer", "acceptOfferByPut" -> {
                Answer accepted = node.offer("accepted");
                node.post(accepted.location() + "/accept", null).expect(201);
                yield ask(operation, names(accepted.text("secret")), "", "{\"lease\":\"" + lease + "\"}");
            }
            default -> null;
        };
    }

    /** A request with a tag that the resource has no more. With an offer the tag counts only if the offer is to move. */
    private Answer outdated(Operation operation, String secret) {
        String tag = "If-Match: \"1\"";
        if (!operation.definition().path("operationId").asText().equals("createOffer")) {
            return ask(operation, names(secret), "", goodBody(operation), tag);
        }
        String key = "Idempotency-Key: 6543210987654321";
        ask(operation, names(secret), "?accept", "{\"name\":\"moving\"}", key).expect(201);
        return ask(operation, names(secret), "?accept", "{\"name\":\"moving\",\"lease\":\"" + lease + "\"}", key, tag);
    }

    private @Nullable Answer reusedKey(Operation operation) {
        if (!operation.definition().path("operationId").asText().equals("createOffer")) {
            return null;
        }
        String key = "Idempotency-Key: 1234567890123456";
        ask(operation, names("x"), "", "{\"name\":\"keyed\"}", key).expect(201);
        return ask(operation, names("x"), "?accept", "{\"name\":\"keyed\"}", key);
    }

    /** The names of present resources, whatever the test did before. */
    private Map<String, String> fresh() {
        if (node.get("/v1/services/django").status() == 404) {
            node.createDjango(5000, 5009);
        }
        String name = "fresh-" + node.get("/v1/services/django/offers").json().size();
        return names(node.offer(name).text("secret"));
    }

    /** The operation's answer while the store is silent. For probes, the node says that it lacks the store. */
    private @Nullable Answer silence(Operation operation, Map<String, String> names) throws IOException {
        if (!operation.path().startsWith("/v1/")) {
            node.lack = "the store has not been reached for 4 s";
            return ask(operation, names, "", null);
        }
        var asked = node.loop.call(() -> node.store.fallSilent());
        String path = path(operation, names);
        try (RawConnection client = node.connect()) {
            client.send(Requests.of(operation.method(), path, goodBody(operation)));
            asked.orTimeout(10, TimeUnit.SECONDS).join();
            node.loop.leap(Duration.ofSeconds(6));
            Answer answer = client.receive();
            CONTRACT.check(operation.method(), path, answer);
            return answer;
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatAnyRequestMayMeetIsListedForAll(Operation operation) {
        Map<String, String> names = names("6f8ffc86-d98a-49ba-848a-a7cbaaea9360");

        assertThat(operation.statuses()).contains("4XX");
        Answer answer =
                node.sendRaw(Requests.of(operation.method(), path(operation, names), null, "X: " + "y".repeat(17_000)));
        CONTRACT.check(operation.method(), path(operation, names), answer.expect(431));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatABugLeadsToIsListedForAll(Operation operation) {
        assertThat(operation.definition().at("/responses/500/$ref").asText())
                .isEqualTo("#/components/responses/InternalError");
    }

    @Test
    void answerThatABugLeadsToKeepsTheContract() {
        node.metrics = CompletableFuture.failedFuture(new IllegalStateException("broken inside"));

        assertThat(node.get("/metrics").expect(500).code()).isEqualTo("internal-error");
    }

    @Test
    void everyCodeOfANodeIsListedWithItsStatusAndNoOther() {
        Map<Integer, Set<String>> sent = Problems.all()
                .collect(Collectors.groupingBy(
                        Problem::status, Collectors.mapping(Problem::code, Collectors.toCollection(TreeSet::new))));
        Map<Integer, Set<String>> listed =
                CONTRACT.document().at("/components/schemas/Problem/x-codes").properties().stream()
                        .collect(Collectors.toMap(codes -> Integer.valueOf(codes.getKey()), codes -> codes.getValue()
                                .valueStream()
                                .map(JsonNode::asText)
                                .collect(Collectors.toCollection(TreeSet::new))));

        assertThat(sent).isEqualTo(listed);
    }

    @Test
    void responsesListNoCodeThatTheSchemaOfProblemsLacks() {
        Set<String> codes = CONTRACT.document()
                .at("/components/schemas/Problem/x-codes")
                .valueStream()
                .flatMap(JsonNode::valueStream)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());

        CONTRACT.document().at("/components/responses").properties().forEach(response -> assertThat(
                        response.getValue().path("x-codes").valueStream().map(JsonNode::asText))
                .as(response.getKey())
                .isSubsetOf(codes));
    }

    static Stream<JsonNode> exampleProblems() {
        return CONTRACT.document().at("/components/examples").properties().stream()
                .map(example -> example.getValue().path("value"))
                .filter(value -> value.has("code"));
    }

    @Test
    void titlesAreThoseOfTheExamples() {
        Map<String, Set<String>> titles = exampleProblems()
                .collect(Collectors.groupingBy(
                        problem -> problem.path("code").asText(),
                        Collectors.mapping(problem -> problem.path("title").asText(), Collectors.toSet())));

        titles.forEach((code, examples) -> assertThat(examples).as(code).isEqualTo(Problems.titlesOf(code)));
    }

    @Test
    void schemasAllowWhatIsRightAndNothingElse() throws JsonProcessingException {
        String offer =
                "{\"service\":\"a\",\"name\":\"b\",\"port\":5000,\"state\":\"offered\",\"created\":\"2026-11-22T14:16:39.277408Z\","
                        + "\"ttl\":1800,\"expires\":\"2026-11-22T14:46:39.277408Z\"}";

        assertThat(CONTRACT.allows("PublicOffer", offer)).isTrue();
        assertThat(CONTRACT.allows("Offer", offer)).isFalse();
        assertThat(CONTRACT.allows("PublicOffer", offer.replace("{", "{\"secret\":\"x\",")))
                .isFalse();
        assertThat(CONTRACT.allows("PublicOffer", offer.replace(".277408Z", "Z")))
                .isFalse();
        assertThat(CONTRACT.allows("Allocation", offer)).isFalse();
    }
}

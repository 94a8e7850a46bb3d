package io.portmaster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.domain.Secret;
import io.portmaster.wire.ProblemMembers.BrokenRule;
import io.portmaster.wire.ProblemMembers.ServiceInTheWay;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
    private static final Instant CREATED = Instant.parse("2026-11-22T14:16:39.277408Z");
    private static final Secret SECRET = new Secret("6f8ffc86-d98a-49ba-848a-a7cbaaea9360");
    private static final PortCountsBody COUNTS = new PortCountsBody(10, 1, 2, 7);
    private static final String COUNTED = "{\"total\":10,\"allocated\":1,\"offered\":2,\"free\":7}";
    private static final String PROBLEM =
            "{\"type\":\"urn:portmaster:problem:a-code\",\"code\":\"a-code\"," + "\"title\":\"A title\",\"status\":409";

    static Stream<Arguments> bodies() {
        Function<JsonObject, JsonWritable> holding = HoldingBody::read;
        Function<JsonObject, JsonWritable> problem = ProblemBody::read;
        return Stream.of(
                body(PortCountsBody::read, COUNTS, COUNTED),
                body(
                        ServiceBody::read,
                        new ServiceBody("django", "Django, \"quoted\" ünd mehr", 5000, 5009, CREATED, COUNTS),
                        "{\"name\":\"django\",\"description\":\"Django, \\\"quoted\\\" ünd mehr\",\"start\":5000,\"end\":5009,"
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"ports\":" + COUNTED + "}"),
                body(
                        ServiceBody::read,
                        new ServiceBody("django", null, 5000, 5009, CREATED, COUNTS),
                        "{\"name\":\"django\",\"description\":null,\"start\":5000,\"end\":5009,"
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"ports\":" + COUNTED + "}"),
                body(
                        ServiceDefinitionBody::read,
                        new ServiceDefinitionBody("django", "for people", 5000, 5009),
                        "{\"name\":\"django\",\"description\":\"for people\",\"start\":5000,\"end\":5009}"),
                body(
                        ServiceDefinitionBody::read,
                        new ServiceDefinitionBody("django", null, 5000, 5009),
                        "{\"name\":\"django\",\"start\":5000,\"end\":5009}"),
                body(ServiceChangeBody::read, new ServiceChangeBody(false, null, null, null), "{}"),
                body(
                        ServiceChangeBody::read,
                        new ServiceChangeBody(true, null, null, 5019),
                        "{\"description\":null,\"end\":5019}"),
                body(
                        ServiceChangeBody::read,
                        new ServiceChangeBody(true, "new", 4990, 5019),
                        "{\"description\":\"new\",\"start\":4990,\"end\":5019}"),
                body(OfferRequestBody::read, new OfferRequestBody("web-01"), "{\"name\":\"web-01\"}"),
                body(
                        holding,
                        new OfferBody("django", "web-01", 5000, SECRET, CREATED, 1800, CREATED.plusSeconds(1800)),
                        "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"offered\","
                                + "\"secret\":\"6f8ffc86-d98a-49ba-848a-a7cbaaea9360\","
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"ttl\":1800,"
                                + "\"expires\":\"2026-11-22T14:46:39.277408Z\"}"),
                body(
                        holding,
                        new OfferBody("django", "web-01", 5000, null, CREATED, 1800, CREATED.plusSeconds(1800)),
                        "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"offered\","
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"ttl\":1800,"
                                + "\"expires\":\"2026-11-22T14:46:39.277408Z\"}"),
                body(
                        holding,
                        new AllocationBody("django", "web-01", 5000, null, CREATED),
                        "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"allocated\","
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\"}"),
                body(
                        holding,
                        new AllocationBody("django", "web-01", 5000, SECRET, CREATED),
                        "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"allocated\","
                                + "\"secret\":\"6f8ffc86-d98a-49ba-848a-a7cbaaea9360\","
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\"}"),
                body(ProbeBody::read, ProbeBody.alive(), "{\"status\":\"alive\"}"),
                body(ProbeBody::read, ProbeBody.ready(null, List.of()), "{\"status\":\"ready\"}"),
                body(
                        ProbeBody::read,
                        ProbeBody.ready("a-uuid", List.of("a", "b")),
                        "{\"status\":\"ready\",\"installation\":\"a-uuid\",\"strangers\":[\"a\",\"b\"]}"),
                body(
                        problem,
                        new ProblemBody("a-code", "A title", 409, null, null, ProblemMembers.NONE),
                        PROBLEM + "}"),
                body(
                        problem,
                        new ProblemBody(
                                "a-code",
                                "A title",
                                409,
                                "more",
                                "/v1/services",
                                new ProblemMembers.HeldPort(5000, "offered")),
                        PROBLEM
                                + ",\"detail\":\"more\",\"instance\":\"/v1/services\",\"port\":5000,\"state\":\"offered\"}"),
                problem(
                        new ProblemMembers.Errors(List.of(
                                new BrokenRule("body", null, "is missing"),
                                new BrokenRule("query", "limit", "is too high"))),
                        "\"errors\":[{\"in\":\"body\",\"message\":\"is missing\"},"
                                + "{\"in\":\"query\",\"field\":\"limit\",\"message\":\"is too high\"}]"),
                problem(
                        new ProblemMembers.ConflictingServices(List.of(new ServiceInTheWay("django", 5000, 5009))),
                        "\"services\":[{\"name\":\"django\",\"start\":5000,\"end\":5009}]"),
                problem(new ProblemMembers.PortsInUse(List.of(5000, 5001)), "\"ports\":[5000,5001]"),
                problem(new ProblemMembers.Counts(COUNTS), "\"ports\":" + COUNTED));
    }

    private static Arguments problem(ProblemMembers members, String json) {
        return body(
                ProblemBody::read,
                new ProblemBody("a-code", "A title", 409, null, null, members),
                PROBLEM + "," + json + "}");
    }

    private static <T> Arguments body(Function<JsonObject, T> reader, T body, String json) {
        return Arguments.of(json, reader, body);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void isWrittenAsTheContractHasIt(String json, Function<JsonObject, ?> reader, JsonWritable body) {
        assertThat(new String(Json.write(body), UTF_8)).isEqualTo(json);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void whatIsWrittenReadsTheSame(String json, Function<JsonObject, ?> reader, JsonWritable body) {
        assertThat(Json.<Object>read(Json.write(body), reader::apply)).isEqualTo(body);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void readerIgnoresFieldsThatItDoesNotKnow(String json, Function<JsonObject, ?> reader, JsonWritable body) {
        String newer = "{\"labels\":{\"zone\":[1,2,{\"a\":null}]},\"fromLater\":1" + (json.length() > 2 ? "," : "")
                + json.substring(1);
        assertThat(Json.<Object>read(newer.getBytes(UTF_8), reader::apply)).isEqualTo(body);
    }

    @Test
    void listIsReadItemByItem() {
        List<OfferRequestBody> names = List.of(new OfferRequestBody("a"), new OfferRequestBody("b"));

        byte[] json = Json.write(Json.array(names));

        assertThat(new String(json, UTF_8)).isEqualTo("[{\"name\":\"a\"},{\"name\":\"b\"}]");
        assertThat(Json.readArray(json, OfferRequestBody::read)).isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{}",
                "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"cooling\"}",
                "{\"service\":\"django\",\"name\":7,\"port\":5000,\"state\":\"allocated\"}",
                "{\"service\":\"django\",\"name\":\"web-01\",\"port\":\"5000\",\"state\":\"allocated\"}",
                "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"allocated\",\"created\":\"today\"}"
            })
    void bodyThatLacksWhatItNeedsIsRefused(String json) {
        assertThatThrownBy(() -> Json.read(json.getBytes(UTF_8), HoldingBody::read))
                .isInstanceOf(UnreadableBodyException.class);
    }

    @Test
    void secretIsNotInTheTextOfABody() {
        assertThat(new AllocationBody("django", "web-01", 5000, SECRET, CREATED).toString())
                .doesNotContain(SECRET.reveal());
    }
}

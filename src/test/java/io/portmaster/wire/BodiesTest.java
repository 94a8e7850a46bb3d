package io.portmaster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Secret;
import io.portmaster.wire.ProblemMembers.BrokenRule;
import io.portmaster.wire.ProblemMembers.ServiceInTheWay;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    private static final PortSet PORT_RANGE = PortSet.of(new PortRange(5000, 5009));
    private static final PortSet PORTS = PortSet.of(new PortRange(5000, 5009), new PortRange(6000, 6009));
    private static final PortSet RESERVED = PortSet.of(new PortRange(5000, 5000));
    private static final Map<String, String> LABELS = Map.of("host", "10.0.0.7");
    private static final PortCountsBody COUNTS = new PortCountsBody(10, 1, 2, 3, 1, 3);
    private static final String COUNTED =
            "{\"total\":10,\"allocated\":1,\"offered\":2,\"cooling\":3,\"reserved\":1,\"free\":3}";
    private static final String LEASE = "3c0f5e7a9b21d840";
    private static final List<NamedPortBody> NAMED =
            List.of(new NamedPortBody("web-01.http", 5002), new NamedPortBody("web-01.admin", 5003));
    private static final String NAMED_JSON =
            "[{\"name\":\"web-01.http\",\"port\":5002},{\"name\":\"web-01.admin\",\"port\":5003}]";
    private static final String PROBLEM =
            "{\"type\":\"urn:portmaster:problem:a-code\",\"code\":\"a-code\"," + "\"title\":\"A title\",\"status\":409";

    static Stream<Arguments> bodies() {
        Function<JsonObject, JsonWritable> holding = HoldingBody::read;
        Function<JsonObject, JsonWritable> port = PortBody::read;
        Function<JsonObject, JsonWritable> group = GroupBody::read;
        Function<JsonObject, JsonWritable> problem = ProblemBody::read;
        return Stream.of(
                body(PortCountsBody::read, COUNTS, COUNTED),
                body(
                        ServiceBody::read,
                        new ServiceBody(
                                "django",
                                "Django, \"quoted\" ünd mehr",
                                PORTS,
                                RESERVED,
                                60,
                                600,
                                120,
                                CREATED,
                                COUNTS),
                        "{\"name\":\"django\",\"description\":\"Django, \\\"quoted\\\" ünd mehr\",\"start\":5000,\"end\":6009,"
                                + "\"ranges\":[{\"start\":5000,\"end\":5009},{\"start\":6000,\"end\":6009}],"
                                + "\"reserved\":[{\"start\":5000,\"end\":5000}],"
                                + "\"reuse_delay\":60,\"busy_delay\":600,\"offer_ttl\":120,"
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"ports\":" + COUNTED + "}"),
                body(
                        ServiceBody::read,
                        new ServiceBody("django", null, PORT_RANGE, PortSet.EMPTY, 0, 600, null, CREATED, COUNTS),
                        "{\"name\":\"django\",\"description\":null,\"start\":5000,\"end\":5009,"
                                + "\"ranges\":[{\"start\":5000,\"end\":5009}],\"reserved\":[],"
                                + "\"reuse_delay\":0,\"busy_delay\":600,"
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
                body(
                        holding,
                        new OfferBody("django", "web-01", 5000, null, CREATED, 1800, CREATED.plusSeconds(1800), LABELS),
                        "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"offered\","
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"ttl\":1800,"
                                + "\"expires\":\"2026-11-22T14:46:39.277408Z\",\"labels\":{\"host\":\"10.0.0.7\"}}"),
                body(
                        holding,
                        new AllocationBody("django", "web-01", 5000, null, CREATED, LABELS, LEASE, 5_000_000_000L),
                        "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"allocated\","
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"labels\":{\"host\":\"10.0.0.7\"},"
                                + "\"lease\":\"3c0f5e7a9b21d840\",\"revision\":5000000000}"),
                body(
                        port,
                        new CoolingBody("django", "web-01", 5000, "released", CREATED, CREATED.plusSeconds(60)),
                        "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"cooling\","
                                + "\"reason\":\"released\",\"created\":\"2026-11-22T14:16:39.277408Z\","
                                + "\"until\":\"2026-11-22T14:17:39.277408Z\"}"),
                body(
                        port,
                        new CoolingBody("django", "web-01", 5000, "lease-ended", CREATED, null),
                        "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"cooling\","
                                + "\"reason\":\"lease-ended\",\"created\":\"2026-11-22T14:16:39.277408Z\"}"),
                body(
                        port,
                        new AllocationBody("django", "web-01", 5000, null, CREATED),
                        "{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000,\"state\":\"allocated\","
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\"}"),
                body(
                        group,
                        new OfferGroupBody("django", NAMED, SECRET, CREATED, 1800, CREATED.plusSeconds(1800), LABELS),
                        "{\"service\":\"django\",\"offers\":" + NAMED_JSON + ",\"state\":\"offered\","
                                + "\"secret\":\"6f8ffc86-d98a-49ba-848a-a7cbaaea9360\","
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"ttl\":1800,"
                                + "\"expires\":\"2026-11-22T14:46:39.277408Z\",\"labels\":{\"host\":\"10.0.0.7\"}}"),
                body(
                        group,
                        new AllocationGroupBody("django", NAMED, null, CREATED, Map.of(), LEASE, 1059),
                        "{\"service\":\"django\",\"allocations\":" + NAMED_JSON + ",\"state\":\"allocated\","
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\","
                                + "\"lease\":\"3c0f5e7a9b21d840\",\"revision\":1059}"),
                body(
                        LeaseBody::read,
                        new LeaseBody(LEASE, 60, 30, CREATED, null, Map.of(), null),
                        "{\"lease\":\"3c0f5e7a9b21d840\",\"ttl\":60,\"linger\":30,"
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\"}"),
                body(
                        LeaseBody::read,
                        new LeaseBody(
                                LEASE,
                                60,
                                30,
                                CREATED,
                                CREATED.plusSeconds(60),
                                LABELS,
                                List.of(new LeaseBody.LeasedPort("django", "web-01", 5000))),
                        "{\"lease\":\"3c0f5e7a9b21d840\",\"ttl\":60,\"linger\":30,"
                                + "\"created\":\"2026-11-22T14:16:39.277408Z\","
                                + "\"expires\":\"2026-11-22T14:17:39.277408Z\",\"labels\":{\"host\":\"10.0.0.7\"},"
                                + "\"allocations\":[{\"service\":\"django\",\"name\":\"web-01\",\"port\":5000}]}"),
                body(
                        LeaseDefinitionBody::read,
                        new LeaseDefinitionBody(60, 30, LABELS),
                        "{\"ttl\":60,\"linger\":30,\"labels\":{\"host\":\"10.0.0.7\"}}"),
                body(LeaseDefinitionBody::read, new LeaseDefinitionBody(60, null, Map.of()), "{\"ttl\":60}"),
                body(AcceptanceBody::read, new AcceptanceBody(LeaseField.LEFT_OUT), "{}"),
                body(AcceptanceBody::read, new AcceptanceBody(LeaseField.NONE), "{\"lease\":null}"),
                body(AcceptanceBody::read, new AcceptanceBody(LeaseField.of(LEASE)), "{\"lease\":\"" + LEASE + "\"}"),
                body(RejectionBody::read, RejectionBody.of(5000), "{\"reason\":\"busy\",\"port\":5000}"),
                body(
                        RejectionBody::read,
                        new RejectionBody(List.of(5000, 5001)),
                        "{\"reason\":\"busy\",\"ports\":[5000,5001]}"),
                body(
                        OfferRequestBody::read,
                        new OfferRequestBody("web-01")
                                .withPort(5080, true)
                                .without(List.of(5081, 5082))
                                .withOfferTtl(120)
                                .withLabels(LABELS)
                                .withLease(LeaseField.of(LEASE)),
                        "{\"name\":\"web-01\",\"port\":5080,\"fallback\":true,\"exclude\":[5081,5082],"
                                + "\"offer_ttl\":120,\"labels\":{\"host\":\"10.0.0.7\"},\"lease\":\"" + LEASE + "\"}"),
                body(
                        OfferRequestBody::read,
                        OfferRequestBody.group(List.of("a", "b"), true),
                        "{\"names\":[\"a\",\"b\"],\"consecutive\":true}"),
                body(
                        ServiceDefinitionBody::read,
                        new ServiceDefinitionBody("django", null, 5000, 5009)
                                .withPorts(PORTS, RESERVED)
                                .withTimes(60, 300, 120),
                        "{\"name\":\"django\","
                                + "\"ranges\":[{\"start\":5000,\"end\":5009},{\"start\":6000,\"end\":6009}],"
                                + "\"reserved\":[{\"start\":5000,\"end\":5000}],"
                                + "\"reuse_delay\":60,\"busy_delay\":300,\"offer_ttl\":120}"),
                body(
                        ServiceChangeBody::read,
                        ServiceChangeBody.NOTHING
                                .withRanges(PORT_RANGE)
                                .withReserved(PortSet.EMPTY)
                                .withDelays(60, null)
                                .withOfferTtl(null),
                        "{\"ranges\":[{\"start\":5000,\"end\":5009}],\"reserved\":[],\"reuse_delay\":60,"
                                + "\"offer_ttl\":null}"),
                body(
                        ServiceChangeBody::read,
                        ServiceChangeBody.NOTHING.withDelays(null, 300).withOfferTtl(120),
                        "{\"busy_delay\":300,\"offer_ttl\":120}"),
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
                        new ProblemMembers.ConflictingServices(List.of(new ServiceInTheWay("django", PORT_RANGE))),
                        "\"services\":[{\"name\":\"django\",\"start\":5000,\"end\":5009,"
                                + "\"ranges\":[{\"start\":5000,\"end\":5009}]}]"),
                problem(
                        new ProblemMembers.HeldPort(5000, "offered", "web-01"),
                        "\"port\":5000,\"state\":\"offered\",\"name\":\"web-01\""),
                problem(
                        new ProblemMembers.TakenPort(5000, "cooling", "django", "web-01"),
                        "\"port\":5000,\"state\":\"cooling\",\"service\":\"django\",\"name\":\"web-01\""),
                problem(new ProblemMembers.OwnedRanges(PORT_RANGE), "\"ranges\":[{\"start\":5000,\"end\":5009}]"),
                problem(new ProblemMembers.ShortLease(30, 60), "\"linger\":30,\"reuse_delay\":60"),
                problem(new ProblemMembers.Limit(1000), "\"limit\":1000"),
                problem(new ProblemMembers.OtherLease("0a4415f0c8e2b7d6"), "\"lease\":\"0a4415f0c8e2b7d6\""),
                problem(new ProblemMembers.Counts(COUNTS, 5), "\"ports\":" + COUNTED + ",\"longest_run\":5"),
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
        String newer = "{\"tags\":{\"zone\":[1,2,{\"a\":null}]},\"fromLater\":1" + (json.length() > 2 ? "," : "")
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

    /** A cluster may have nodes of the release before while it is upgraded. */
    @Test
    void answersOfAnOlderNodeAreRead() {
        String counts = "{\"total\":10,\"allocated\":1,\"offered\":2,\"free\":7}";
        String service = "{\"name\":\"django\",\"description\":null,\"start\":5000,\"end\":5009,"
                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"ports\":" + counts + "}";

        assertThat(Json.read(service.getBytes(UTF_8), ServiceBody::read))
                .isEqualTo(new ServiceBody(
                        "django",
                        null,
                        PORT_RANGE,
                        PortSet.EMPTY,
                        0,
                        0,
                        null,
                        CREATED,
                        new PortCountsBody(10, 1, 2, 0, 0, 7)));
    }

    @Test
    void secretIsNotInTheTextOfABody() {
        assertThat(new AllocationBody("django", "web-01", 5000, SECRET, CREATED).toString())
                .doesNotContain(SECRET.reveal());
    }
}

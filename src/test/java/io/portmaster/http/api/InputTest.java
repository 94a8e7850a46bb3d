package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract's rules on input. */
class InputTest {
    private static final String SERVICES = "/v1/services";
    private static final String DJANGO = "/v1/services/django";

    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
        node.createDjango(5000, 5009);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static String service(String name, String start, String end) {
        return "{\"name\":" + name + ",\"start\":" + start + ",\"end\":" + end + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\"123\"",
                "\"-a\"",
                "\".a\"",
                "\"_a\"",
                "\"a b\"",
                "\"a/b\"",
                "\"a\\u0000b\"",
                "\"é\"",
                "\"a\\n\"",
                "\"\\ud83d\\ude80\"",
                "\"\\ud800\"",
                "5",
                "null",
                "true",
                "[\"a\"]",
                "{\"name\":\"a\"}",
                "\"٣a\""
            })
    void nameThatBreaksTheRuleIsRefused(String name) {
        assertThat(node.post(SERVICES, service(name, "6000", "6009"))
                        .expect(400)
                        .complaints())
                .containsExactly("body name");
        assertThat(node.post(DJANGO + "/offers", "{\"name\":" + name + "}")
                        .expect(400)
                        .complaints())
                .containsExactly("body name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "0a",
                "A.b_c-d",
                "a..",
                "1-1",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void nameThatKeepsTheRuleIsTaken(String name) {
        node.post(SERVICES, service("\"" + name + "\"", "6000", "6009")).expect(201);
        node.post(SERVICES + "/" + name + "/offers?accept", "{\"name\":\"" + name + "\"}")
                .expect(201);
        assertThat(node.get(SERVICES + "/" + name + "/ports/" + name)
                        .expect(200)
                        .text("name"))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123",
                "-a",
                "a b",
                "a%20b",
                "a%2Fb",
                "%00",
                "..",
                ".",
                "%2e%2e",
                "%C3%A9",
                "a%0d%0aX:1",
                "{a}",
                "%25"
            })
    void nameInAPathThatBreaksTheRuleIsRefused(String name) {
        String path = SERVICES + "/" + name.replace(" ", "%20");
        for (String below : List.of("", "/offers", "/offers/x", "/ports", "/ports/web-01")) {
            assertThat(node.get(path + below).expect(400).complaints()).containsExactly("path service");
        }
        if (!name.equals("123")) {
            assertThat(node.get(DJANGO + "/ports/" + name.replace(" ", "%20"))
                            .expect(400)
                            .complaints())
                    .containsExactly("path name");
        }
    }

    @Test
    void nameInAPathMayBePercentEncoded() {
        assertThat(node.get("/v1/services/dj%61ngo").expect(200).text("name")).isEqualTo("django");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1023",
                "49152",
                "0",
                "-5000",
                "65536",
                "5000.0",
                "5e3",
                "5000.5",
                "\"5000\"",
                "null",
                "true",
                "[5000]",
                "{}",
                "99999999999999999999",
                "-0",
                "1e400"
            })
    void endOfARangeIsAWholeNumberWithinTheAllowedPorts(String port) {
        assertThat(node.post(SERVICES, service("\"rails\"", port, "6009"))
                        .expect(400)
                        .complaints())
                .containsExactly("body start");
        assertThat(node.post(SERVICES, service("\"rails\"", "6000", port))
                        .expect(400)
                        .complaints())
                .containsExactly("body end");
        assertThat(node.put(DJANGO, "{\"start\":" + port + ",\"end\":5009}")
                        .expect(400)
                        .complaints())
                .containsExactly("body start");
        assertThat(node.patch(DJANGO, "{\"end\":" + port + "}").expect(400).complaints())
                .containsExactly("body end");
    }

    @Test
    void rangeMayReachFromTheLowestPortToTheHighest() {
        node.delete(DJANGO).expect(204);

        node.post(SERVICES, service("\"all\"", "1024", "49151")).expect(201);
    }

    @ParameterizedTest
    @CsvSource({"6001, 6000", "49151, 1024"})
    void startAboveEndIsRefusedAtBothEnds(String start, String end) {
        assertThat(node.post(SERVICES, service("\"rails\"", start, end))
                        .expect(400)
                        .complaints())
                .containsExactly("body start", "body end");
        assertThat(node.put(DJANGO, "{\"start\":" + start + ",\"end\":" + end + "}")
                        .expect(400)
                        .complaints())
                .containsExactly("body start", "body end");
    }

    @Test
    void rangeOfOnePortIsARange() {
        node.post(SERVICES, service("\"rails\"", "6000", "6000")).expect(201);
    }

    @Test
    void descriptionHasUpTo1024Characters() {
        String rocket = "\ud83d\ude80";
        for (String description :
                List.of("", "x".repeat(1024), rocket.repeat(1024), "\\u0000\\t\\\"", "\\ud83d\\ude80")) {
            node.patch(DJANGO, "{\"description\":\"" + description + "\"}").expect(200);
        }
        for (String description :
                List.of("\"" + "x".repeat(1025) + "\"", "\"" + rocket.repeat(1025) + "\"", "5", "[]", "{}", "false")) {
            assertThat(node.patch(DJANGO, "{\"description\":" + description + "}")
                            .expect(400)
                            .complaints())
                    .containsExactly("body description");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00", "a\\ud83d", "\\ude80\\ud83d", "\\ud83dx\\ude80"})
    void halfASurrogatePairIsRefused(String text) {
        assertThat(node.patch(DJANGO, "{\"description\":\"" + text + "\"}")
                        .expect(400)
                        .complaints())
                .containsExactly("body description");
    }

    @Test
    void unknownFieldsAreRefusedByName() {
        assertThat(node.post(SERVICES, "{\"name\":\"rails\",\"start\":6000,\"end\":6009,\"colour\":1,\"Name\":2}")
                        .expect(400)
                        .complaints())
                .containsExactly("body colour", "body Name");
        assertThat(node.post(DJANGO + "/offers", "{\"name\":\"web-01\",\"ttl\":5,\"Port\":5000}")
                        .expect(400)
                        .complaints())
                .containsExactly("body ttl", "body Port");
        assertThat(node.patch(DJANGO, "{\"id\":1}").expect(400).complaints()).containsExactly("body id");
    }

    @Test
    void readOnlyFieldsAreRefusedWhenAServiceIsCreated() {
        assertThat(node.post(
                                SERVICES,
                                "{\"name\":\"rails\",\"start\":6000,\"end\":6009,\"created\":\"2026-11-22T14:16:39.277408Z\",\"ports\":{}}")
                        .expect(400)
                        .complaints())
                .containsExactly("body created", "body ports");
    }

    @Test
    void unknownFieldsAreNamedInModeration() {
        String many = IntStream.range(0, 500)
                .mapToObj(i -> "\"field-" + i + "\":0")
                .collect(Collectors.joining(",", "{", "}"));
        Answer refused = node.patch(DJANGO, many).expect(400);
        assertThat(refused.complaints()).hasSize(11).contains("body field-0", "body field-9", "body");
        assertThat(refused.text()).contains("500 fields").hasSizeLessThan(3000);

        Answer one = node.patch(DJANGO, "{\"" + "x\u00e9\\u0000\\r\\n".repeat(2000) + "\":0}")
                .expect(400);
        assertThat(one.text()).hasSizeLessThan(1000).matches("[ -~]*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"rails\"}",
                "{\"name\":5}",
                "{\"created\":\"2020-01-01T00:00:00.000000Z\"}",
                "{\"created\":\"2020-01-01\"}",
                "{\"created\":\"2020-13-41T00:00:00.000000Z\"}",
                "{\"created\":5}",
                "{\"created\":null}",
                "{\"ports\":5}",
                "{\"ports\":null}",
                "{\"ports\":{}}",
                "{\"ports\":{\"total\":10,\"allocated\":0,\"offered\":0}}",
                "{\"ports\":{\"total\":10,\"allocated\":0,\"offered\":0,\"free\":11}}",
                "{\"ports\":{\"total\":10,\"allocated\":0,\"offered\":0,\"cooling\":0,\"reserved\":0,\"free\":9}}",
                "{\"ports\":{\"total\":10,\"allocated\":0,\"offered\":0,\"cooling\":1,\"reserved\":1,\"free\":9}}",
                "{\"ports\":{\"total\":10,\"allocated\":0,\"offered\":0,\"free\":10.0}}",
                "{\"ports\":{\"total\":10,\"allocated\":-1,\"offered\":1,\"free\":10}}",
                "{\"ports\":{\"total\":10,\"allocated\":0,\"offered\":0,\"free\":10,\"more\":0}}",
                "{\"ports\":{\"total\":11,\"allocated\":0,\"offered\":0,\"free\":11}}",
                "{\"ports\":{\"total\":99999999999,\"allocated\":0,\"offered\":0,\"free\":99999999999}}"
            })
    void readOnlyFieldsCanOnlyBeRepeated(String change) {
        String field = change.substring(2, change.indexOf('"', 2));

        assertThat(node.patch(DJANGO, change).expect(400).complaints()).containsExactly("body " + field);
    }

    @Test
    void putNeedsBothEnds() {
        assertThat(node.put(DJANGO, "{}").expect(400).complaints()).containsExactly("body start", "body end");
        assertThat(node.put(DJANGO, "{\"start\":5000}").expect(400).complaints())
                .containsExactly("body end");
    }

    @Test
    void everythingWrongIsNamedAtOnce() {
        assertThat(node.post(
                                "/v1/services/1/offers?accept=maybe",
                                "{\"name\":\"\",\"extra\":1}",
                                "Idempotency-Key: short")
                        .expect(400)
                        .complaints())
                .containsExactlyInAnyOrder(
                        "path service", "query accept", "header Idempotency-Key", "body name", "body extra");
        assertThat(node.put("/v1/services/1", "{\"description\":5,\"start\":1,\"end\":2,\"x\":3}", "If-Match: x")
                        .expect(400)
                        .complaints())
                .containsExactlyInAnyOrder(
                        "path service", "header If-Match", "body description", "body start", "body end", "body x");
        assertThat(node.delete("/v1/services/1/ports/99999?state=allocated", "If-Match: x")
                        .expect(400)
                        .complaints())
                .containsExactlyInAnyOrder("path service", "path port", "query state", "header If-Match");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nope",
                "{",
                "{\"name\":\"rails\"",
                "{\"name\":\"rails\",}",
                "{'name':'rails'}",
                "{name:\"rails\"}",
                "{\"name\":\"rails\"} {}",
                "{\"name\":\"rails\"}x",
                "{\"name\":\"rails\"}]",
                "{\"name\":\"ra\nils\"}",
                "{\"start\":05000}",
                "{\"start\":NaN}",
                "{\"start\":0x10}",
                "{\"start\":+1}",
                "/* hello */ {}",
                "[]",
                "[{\"name\":\"rails\"}]",
                "\"rails\"",
                "5",
                "null",
                "\ufeff{}",
                "{\"ports\":{\"total\":1,\"total\":1}}"
            })
    void bodyThatIsNoJsonObjectIsRefusedAsAWhole(String body) {
        for (Answer refused : List.of(
                node.post(SERVICES, body),
                node.put(DJANGO, body),
                node.patch(DJANGO, body),
                node.post(DJANGO + "/offers", body))) {
            assertThat(refused.expect(400).complaints()).containsExactly("body");
        }
    }

    @ParameterizedTest
    @MethodSource("brokenJson")
    void bodyThatIsNotJsonIsRefusedWithThePlaceWhereItBreaks(String body, String message) {
        assertThat(node.post(SERVICES, body).expect(400).text("detail")).isEqualTo("the body " + message);
    }

    static Stream<Arguments> brokenJson() {
        return Stream.of(
                Arguments.of("  ", "is not JSON: it is blank"),
                Arguments.of("nonsense", "is not JSON: the parser stopped at line 1, column 1"),
                Arguments.of("{\n  \"name\": secret\n}", "is not JSON: the parser stopped at line 2, column 11"),
                Arguments.of("{\"name\":\"a\"", "is not JSON: the parser stopped at line 1, column 12"),
                Arguments.of("{} {}", "is not one JSON value: there is more text at line 1, column 4"));
    }

    @Test
    void bodyThatIsNotUsedMustBeJsonAllTheSame() {
        String secret = node.offer("web-01").text("secret");

        assertThat(node.post(DJANGO + "/offers/" + secret + "/accept", "[1] 2")
                        .expect(400)
                        .text("detail"))
                .isEqualTo("the body is not one JSON value: there is more text at line 1, column 5");
    }

    @Test
    void missingBodyIsRefused() {
        assertThat(node.post(SERVICES, null).expect(400).complaints()).containsExactly("body");
        assertThat(node.post(DJANGO + "/offers", null).expect(400).complaints()).containsExactly("body");
    }

    @Test
    void fieldThatIsThereTwiceIsRefusedByName() {
        assertThat(node.post(SERVICES, "{\"name\":\"rails\",\"start\":6000,\"end\":6009,\"name\":\"rails\"}")
                        .expect(400)
                        .complaints())
                .containsExactly("body name");
        assertThat(node.post(SERVICES, "{\"name\":\"rails\",\"start\":6000,\"end\":6009,\"\\u006eame\":\"flask\"}")
                        .expect(400)
                        .complaints())
                .containsExactly("body name");
    }

    @Test
    void bodyInAnotherEncodingIsRefused() {
        String json = service("\"rails\"", "6000", "6009");
        for (java.nio.charset.Charset charset : List.of(
                java.nio.charset.StandardCharsets.UTF_16LE,
                java.nio.charset.StandardCharsets.UTF_16BE,
                java.nio.charset.StandardCharsets.UTF_16,
                java.nio.charset.Charset.forName("UTF-32"))) {
            assertThat(raw(
                                    "POST",
                                    SERVICES,
                                    new String(json.getBytes(charset), java.nio.charset.StandardCharsets.ISO_8859_1))
                            .expect(400)
                            .complaints())
                    .isNotEmpty();
        }
        for (String bytes :
                List.of("\u00ff", "\u00c3", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00f5\u0080\u0080\u0080")) {
            Answer refused = raw("PATCH", DJANGO, "{\"description\":\"" + bytes + "\"}");
            assertThat(refused.expect(400).complaints()).containsExactly("body");
            assertThat(refused.text("detail")).isEqualTo("the body is not valid UTF-8");
        }
    }

    /** A request with these bytes as its body: one character is one byte. */
    private Answer raw(String method, String path, String bytes) {
        return node.sendRaw(method + " " + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length()
                + "\r\n\r\n" + bytes);
    }

    @Test
    void deepNestingAndEndlessNumbersAreRefused() {
        String deep = "[".repeat(1000) + "]".repeat(1000);
        assertThat(node.patch(DJANGO, "{\"x\":" + deep + "}").expect(400).complaints())
                .containsExactly("body");
        assertThat(node.patch(DJANGO, "{\"start\":" + "9".repeat(10_000) + "}")
                        .expect(400)
                        .complaints())
                .containsExactly("body");
        assertThat(node.patch(DJANGO, "{\"start\":" + "9".repeat(60) + "}")
                        .expect(400)
                        .complaints())
                .containsExactly("body start");
        String offer = node.offer("web-01").location();
        node.post(offer + "/accept", deep).expect(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json; charset=utf8",
                "application/json; charset=UTF8",
                "application/json;charset=\"UTF-8\"",
                "application/json ; charset=Utf-8 ; version=1",
                "application/json;",
                "application/merge-patch+json",
                "application/vnd.example.v1+json",
                "text/x+json"
            })
    void jsonGoesByManyTypes(String type) {
        node.patch(DJANGO, "{}", "Content-Type: " + type).expect(200);
    }

    @Test
    void charsetThatIsNotTakenIsNamed() {
        assertThat(node.patch(DJANGO, "{}", "Content-Type: application/json; charset=ISO-8859-1")
                        .expect(415)
                        .text("detail"))
                .isEqualTo("send the body in UTF-8, not in the charset 'iso-8859-1'");
        assertThat(node.patch(DJANGO, "{}", "Content-Type: text/plain")
                        .expect(415)
                        .text("detail"))
                .isEqualTo("send the body as application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?accept", "?accept=", "?accept=true", "?accept=True", "?accept=TRUE", "?accept=1"})
    void flagsAreRaisedInManyWays(String query) {
        assertThat(node.post(DJANGO + "/offers" + query, "{\"name\":\"web-01\"}")
                        .expect(201)
                        .text("state"))
                .isEqualTo("allocated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?accept=false", "?accept=False", "?accept=FALSE", "?accept=0"})
    void flagsAreLoweredInManyWays(String query) {
        assertThat(node.post(DJANGO + "/offers" + query, "{\"name\":\"web-01\"}")
                        .expect(201)
                        .text("state"))
                .isEqualTo("offered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no", "2", "on", "01", "t", "true%20", "tr\u0131e"})
    void flagIsNothingElse(String value) {
        assertThat(node.post(DJANGO + "/offers?accept=" + value.replace("\u0131", "%C4%B1"), "{\"name\":\"web-01\"}")
                        .expect(400)
                        .text("detail"))
                .isEqualTo("accept: must be true, false, 1, 0 or without a value");
    }

    @Test
    void refusalOfANameSaysWhatOffends() {
        assertThat(node.post(DJANGO + "/offers", "{\"name\":\"web 01\"}")
                        .expect(400)
                        .text("detail"))
                .isEqualTo("name: must not contain a space (character 4)");
        assertThat(node.post(DJANGO + "/offers", "{\"name\":\"" + "a".repeat(254) + "\"}")
                        .expect(400)
                        .text("detail"))
                .isEqualTo("name: must have at most 253 characters, not 254");
        assertThat(node.post(DJANGO + "/offers", "{\"name\":7}").expect(400).text("detail"))
                .isEqualTo("name: must be a string");
        assertThat(node.post(SERVICES, "{\"name\":\"host:1\",\"start\":6000,\"end\":6009}")
                        .expect(400)
                        .text("detail"))
                .isEqualTo("name: must not contain ':' (character 5); only names of instances may contain it");
        assertThat(node.get(SERVICES + "/" + "a".repeat(65)).expect(400).text("detail"))
                .isEqualTo("service: must have at most 64 characters, not 65");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonp",
                "application/json-seq",
                "json",
                "+json",
                "application/+jsonx",
                "application/json; charset=iso-8859-1",
                "application/json; charset=utf-16",
                "application/json; charset=",
                "application/json; charset=\"utf-8",
                "application/json, application/json",
                "application/json text/plain",
                "*/*"
            })
    void bodyOfAnotherTypeIsRefused(String type) {
        String header = "Content-Type: " + type;
        assertThat(node.post(SERVICES, "{}", header).expect(415).code()).isEqualTo("unsupported-media-type");
        node.put(DJANGO, "{}", header).expect(415);
        node.patch(DJANGO, "{}", header).expect(415);
        node.post(DJANGO + "/offers", "{}", header).expect(415);
        node.post(DJANGO + "/offers/x/accept", "{}", header).expect(415);
        node.post(DJANGO + "/offers/x/reject", "{}", header).expect(415);
        node.put(DJANGO + "/offers/x", "{}", header).expect(415);
        node.send("DELETE", DJANGO + "/offers/x", "{}", header).expect(415);
    }

    @Test
    void bodyWithoutATypeOrInPackagesIsRefused() {
        node.sendRaw("PATCH " + DJANGO + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
                .expect(415);
        node.patch(DJANGO, "{}", "Content-Type: application/json", "Content-Type: application/json")
                .expect(415);
        node.patch(DJANGO, "{}", "Content-Encoding: gzip").expect(415);
        node.patch(DJANGO, "{}", "Content-Encoding: identity").expect(200);
    }

    @Test
    void emptyBodyHasNoType() {
        String offer = node.offer("web-01").location();

        node.post(offer + "/accept", "", "Content-Type: text/plain").expect(201);
    }

    @Test
    void bodyThatNobodyUsesIsOfAnyType() {
        node.send("GET", DJANGO, "<xml/>", "Content-Type: text/xml").expect(200);
        node.send("DELETE", DJANGO, "nonsense", "Content-Type: text/plain").expect(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accept=yes", "accept=2", "accept=true&accept=true", "accept=%20"})
    void acceptIsAFlagAndThereOnce(String query) {
        assertThat(node.post(DJANGO + "/offers?" + query, "{\"name\":\"web-01\"}")
                        .expect(400)
                        .complaints())
                .containsExactly("query accept");
    }

    @Test
    void forceIsTrueFalseOrEmpty() {
        assertThat(node.delete(DJANGO + "?force=yes").expect(400).complaints()).containsExactly("query force");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=", "state=allocated", "state=OFFERED", "state", "state=offered&state=offered"})
    void stateIsOfferedOrLeftOut(String query) {
        node.allocate("web-01");

        assertThat(node.delete(DJANGO + "/ports/web-01?" + query).expect(400).complaints())
                .containsExactly("query state");
        node.get(DJANGO + "/ports/web-01").expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%a", "%zz", "%%", "a%2", "%C3%2"})
    void brokenPercentEncodingIsRefused(String text) {
        assertThat(node.get(SERVICES + "/" + text).expect(400).complaints()).containsExactly("path");
        assertThat(node.get(DJANGO + "/offers/" + text).expect(400).complaints())
                .containsExactly("path");
        assertThat(node.get(SERVICES + "?limit=" + text).expect(400).complaints())
                .containsExactly("query");
        assertThat(node.get(DJANGO + "?" + text + "=1").expect(400).complaints())
                .containsExactly("query");
    }
}

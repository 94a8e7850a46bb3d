package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what a request for offers can ask for. */
class OfferWishesTest {
    private static final String OFFERS = "/v1/services/django/offers";
    private static final String KEY = "Idempotency-Key: 1234567890123456";

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

    private Answer ask(String body, String... headers) {
        return node.post(OFFERS, body, headers);
    }

    private static int port(Answer answer) {
        return answer.json().path("port").asInt();
    }

    private static List<Integer> ports(Answer group) {
        String field = group.json().has("offers") ? "offers" : "allocations";
        return group.json()
                .path(field)
                .valueStream()
                .map(each -> each.path("port").asInt())
                .toList();
    }

    @Test
    void portIsHadByItsNumber() {
        assertThat(port(ask("{\"name\":\"a\",\"port\":5007}").expect(201))).isEqualTo(5007);

        Answer refused = ask("{\"name\":\"b\",\"port\":5007}").expect(409);
        assertThat(refused.code()).isEqualTo("port-taken");
        assertThat(refused.json().path("port").asInt()).isEqualTo(5007);
        assertThat(refused.text("state")).isEqualTo("offered");
        assertThat(refused.text("service")).isEqualTo("django");
        assertThat(refused.text("name")).isEqualTo("a");
        assertThat(port(ask("{\"name\":\"b\",\"port\":5007,\"fallback\":true}").expect(201)))
                .isEqualTo(5008);
    }

    @Test
    void portOutsideTheRangesIsRefusedWithThem() {
        Answer refused = ask("{\"name\":\"a\",\"port\":6000}").expect(409);

        assertThat(refused.code()).isEqualTo("port-out-of-range");
        assertThat(refused.json().path("ranges")).hasToString("[{\"start\":5000,\"end\":5009}]");
    }

    /** Many generated clients send a list that nobody has set as null. */
    @Test
    void listsThatAreNullAreAsIfTheyWereLeftOut() {
        assertThat(port(ask("{\"name\":\"a\",\"names\":null,\"exclude\":null}").expect(201)))
                .isEqualTo(5000);
    }

    @Test
    void excludedPortsAreNotGiven() {
        assertThat(port(ask("{\"name\":\"a\",\"exclude\":[5000,5001,5001]}").expect(201)))
                .isEqualTo(5002);
    }

    @Test
    void offerStandsAsLongAsItAsks() {
        assertThat(ask("{\"name\":\"a\",\"offer_ttl\":77}")
                        .expect(201)
                        .json()
                        .path("ttl")
                        .asInt())
                .isEqualTo(77);
    }

    @Test
    void labelsAreCarriedToTheAllocation() {
        Answer offer = ask("{\"name\":\"a\",\"labels\":{\"host\":\"10.0.0.7\",\"\u00e9\":\"\"}}")
                .expect(201);
        assertThat(offer.json().at("/labels/host").asText()).isEqualTo("10.0.0.7");

        Answer allocation = node.post(offer.location() + "/accept", null).expect(201);

        assertThat(allocation.json().path("labels")).isEqualTo(offer.json().path("labels"));
    }

    @Test
    void groupHasOneSecretAndOneAnswerForEachState() {
        Answer group = ask("{\"names\":[\"b\",\"a\"],\"consecutive\":true,\"labels\":{\"x\":\"y\"}}")
                .expect(201);
        assertThat(group.json().path("offers"))
                .hasToString("[{\"name\":\"b\",\"port\":5000},{\"name\":\"a\",\"port\":5001}]");
        assertThat(group.json().has("port")).isFalse();
        assertThat(node.get(group.location()).expect(200).text()).isEqualTo(group.text());
        assertThat(node.get(OFFERS).expect(200).each("name")).containsExactly("b", "a");

        Answer accepted = node.post(group.location() + "/accept", "{}").expect(201);

        assertThat(accepted.json().path("allocations")).isEqualTo(group.json().path("offers"));
        assertThat(accepted.json().path("revision").asLong()).isPositive();
        Answer again = node.post(group.location() + "/accept", "{}").expect(201);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.text()).isEqualTo(accepted.text());
    }

    @Test
    void listOfOneNameIsAGroup() {
        assertThat(ports(ask("{\"names\":[\"a\"]}").expect(201))).containsExactly(5000);
    }

    @Test
    void groupThatIsAllocatedAtOnceIsFoundInTheListOfPorts() {
        Answer group =
                node.post(OFFERS + "?accept", "{\"names\":[\"a\",\"b\"]}", KEY).expect(201);

        assertThat(ports(group)).containsExactly(5000, 5001);
        assertThat(group.location()).isEqualTo("/v1/services/django/ports");
        assertThat(node.get(group.location()).expect(200).each("revision")).containsOnly(group.text("revision"));
        assertThat(node.post(OFFERS + "?accept", "{\"names\":[\"a\",\"b\"]}", KEY)
                        .expect(201)
                        .text())
                .isEqualTo(group.text());
    }

    @Test
    void withdrawalOfOneNameWithdrawsTheGroup() {
        ask("{\"names\":[\"a\",\"b\"]}").expect(201);

        node.delete("/v1/services/django/ports/b?state=offered").expect(204);

        assertThat(node.get(OFFERS).expect(200).json()).isEmpty();
    }

    @Test
    void nameOfAGroupThatIsTakenIsTold() {
        node.allocate("b");

        Answer refused = ask("{\"names\":[\"a\",\"b\"]}").expect(409);

        assertThat(refused.code()).isEqualTo("name-taken");
        assertThat(refused.text("name")).isEqualTo("b");
    }

    @Test
    void tooFewNeighboursAreRefusedWithTheLongestRun() {
        ask("{\"name\":\"a\",\"port\":5004}").expect(201);

        Answer refused = ask("{\"names\":[\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"],\"consecutive\":true}")
                .expect(409);

        assertThat(refused.code()).isEqualTo("range-exhausted");
        assertThat(refused.json().path("longest_run").asInt()).isEqualTo(5);
    }

    @Test
    void otherWishesUnderTheSameKeyAreRefused() {
        ask("{\"name\":\"a\",\"port\":5003}", KEY).expect(201);

        assertThat(ask("{\"name\":\"a\",\"port\":5004}", KEY).expect(422).code())
                .isEqualTo("idempotency-key-reused");
        assertThat(ask("{\"name\":\"a\",\"port\":5003,\"labels\":{\"x\":\"y\"},\"exclude\":[5009]}", KEY)
                        .expect(201)
                        .header("Idempotent-Replayed"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | body name",
                "{\"names\":[]} | body names",
                "{\"names\":\"a\"} | body names",
                "{\"names\":null} | body name",
                "{\"names\":[\"a\",\"1\",5]} | body names[1];body names[2]",
                "{\"names\":[\"a\",\"b\",\"a\"]} | body names[2]",
                "{\"name\":\"a\",\"names\":[\"b\"]} | body name",
                "{\"names\":[\"a\"],\"port\":5000} | body port",
                "{\"names\":[\"a\"],\"port\":5000,\"fallback\":true} | body port;body fallback",
                "{\"name\":\"a\",\"consecutive\":true} | body consecutive",
                "{\"names\":[\"a\"],\"consecutive\":1} | body consecutive",
                "{\"name\":\"a\",\"port\":1023} | body port",
                "{\"name\":\"a\",\"port\":null} | body port",
                "{\"name\":\"a\",\"port\":\"5000\"} | body port",
                "{\"name\":\"a\",\"fallback\":true} | body fallback",
                "{\"name\":\"a\",\"port\":5000,\"fallback\":\"yes\"} | body fallback",
                "{\"name\":\"a\",\"exclude\":5000} | body exclude",
                "{\"name\":\"a\",\"exclude\":[5000,\"x\",80]} | body exclude[1];body exclude[2]",
                "{\"name\":\"a\",\"port\":5000,\"exclude\":[5000]} | body exclude",
                "{\"name\":\"a\",\"offer_ttl\":1} | body offer_ttl",
                "{\"name\":\"a\",\"offer_ttl\":86401} | body offer_ttl",
                "{\"name\":\"a\",\"offer_ttl\":null} | body offer_ttl",
                "{\"name\":\"a\",\"labels\":[]} | body labels",
                "{\"name\":\"a\",\"labels\":{\"x\":5}} | body labels",
                "{\"name\":\"a\",\"labels\":{\"\":\"x\"}} | body labels",
                "{\"name\":\"a\",\"labels\":{\"x=y\":\"x\"}} | body labels",
                "{\"name\":\"a\",\"labels\":{\"x\":\"\\ud800\"}} | body labels",
                "{\"name\":\"a\",\"lease\":\"3c0f5e7a9b21d840\"} | body lease",
                "{\"name\":\"a\",\"lease\":null} | body lease",
                "{\"name\":5,\"port\":5,\"offer_ttl\":5.5,\"labels\":5} | body name;body port;body offer_ttl;body labels"
            })
    void fieldThatBreaksARuleIsNamed(String body, String complaints) {
        assertThat(ask(body).expect(400).complaints()).containsExactly(complaints.split(";"));
    }

    @ParameterizedTest
    @CsvSource({"\"3C0F5E7A9B21D840\"", "\"3c0f\"", "5", "{}"})
    void leaseThatIsNoIdIsRefused(String lease) {
        assertThat(node.post(OFFERS + "?accept", "{\"name\":\"a\",\"lease\":" + lease + "}")
                        .expect(400)
                        .complaints())
                .containsExactly("body lease");
    }

    @Test
    void flagThatIsFalseSaysTheSameAsNone() {
        ask("{\"name\":\"a\",\"consecutive\":false,\"fallback\":false}").expect(201);
        ask("{\"names\":[\"b\"],\"fallback\":false}").expect(201);
    }

    @Test
    void namesAndExcludedPortsAreBounded() {
        assertThat(ask("{\"names\":" + names(25) + "}").expect(400).complaints())
                .containsExactly("body names");
        assertThat(ask("{\"names\":" + names(24) + "}").expect(409).code()).isEqualTo("range-exhausted");
        assertThat(ask("{\"name\":\"a\",\"exclude\":" + numbers(257) + "}")
                        .expect(400)
                        .complaints())
                .containsExactly("body exclude");
        ask("{\"name\":\"a\",\"exclude\":" + numbers(256) + "}").expect(201);
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"web-" + i + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    private static String numbers(int count) {
        return IntStream.range(6000, 6000 + count)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void labelsAreBounded() {
        String many =
                IntStream.range(0, 17).mapToObj(i -> "\"l" + i + "\":\"\"").collect(Collectors.joining(",", "{", "}"));

        assertThat(ask("{\"name\":\"a\",\"labels\":" + many + "}").expect(400).complaints())
                .containsExactly("body labels");
        assertThat(ask("{\"name\":\"a\",\"labels\":{\"x\":\"" + "y".repeat(256) + "\"}}")
                        .expect(400)
                        .complaints())
                .containsExactly("body labels");
    }
}

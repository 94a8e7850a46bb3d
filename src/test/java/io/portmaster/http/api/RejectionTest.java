package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a rejection may say: that a port is busy, and that another one is wanted. */
class RejectionTest {
    private static final String OFFERS = "/v1/services/django/offers";
    private static final String PORTS = "/v1/services/django/ports";

    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
        node.createDjango(5000, 5003);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void busyPortCools() {
        Answer offer = node.offer("a");

        node.post(offer.location() + "/reject", "{\"reason\":\"busy\",\"port\":5000}")
                .expect(204);

        Answer cooling = node.get(PORTS + "?state=cooling").expect(200);
        assertThat(cooling.each("port")).containsExactly("5000");
        assertThat(cooling.each("reason")).containsExactly("busy");
        assertThat(node.get("/v1/ports/5000").expect(200).text("state")).isEqualTo("cooling");
        assertThat(node.offer("a").json().path("port").asInt()).isEqualTo(5001);
    }

    @Test
    void nextPortComesUnderTheSameSecretAndTheSameAnswerComesAgain() {
        Answer offer = node.offer("a");
        String reject = offer.location() + "/reject?next";
        String busy = "{\"reason\":\"busy\",\"port\":5000}";

        Answer next = node.post(reject, busy).expect(201);

        assertThat(next.json().path("port").asInt()).isEqualTo(5001);
        assertThat(next.text("secret")).isEqualTo(offer.text("secret"));
        assertThat(next.header("Idempotent-Replayed")).isNull();
        Answer again = node.post(reject, busy).expect(201);
        assertThat(again.text()).isEqualTo(next.text());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void nextPortIsHadByDeleteToo() {
        Answer offer = node.offer("a");

        assertThat(node.send("DELETE", offer.location() + "?next=true", "{\"reason\":\"busy\",\"port\":5000}")
                        .expect(201)
                        .json()
                        .path("port")
                        .asInt())
                .isEqualTo(5001);
    }

    @Test
    void busyPortsOfAGroupAreReplacedAndTheOthersStay() {
        Answer group = node.post(OFFERS, "{\"names\":[\"a\",\"b\"]}").expect(201);

        Answer next = node.post(group.location() + "/reject?next", "{\"reason\":\"busy\",\"ports\":[5000]}")
                .expect(201);

        assertThat(next.json().path("offers"))
                .hasToString("[{\"name\":\"a\",\"port\":5002},{\"name\":\"b\",\"port\":5001}]");
    }

    @Test
    void nextOfNeighboursIsRefused() {
        Answer group = node.post(OFFERS, "{\"names\":[\"a\",\"b\"],\"consecutive\":true}")
                .expect(201);

        assertThat(node.post(group.location() + "/reject?next", "{\"reason\":\"busy\",\"ports\":[5000]}")
                        .expect(400)
                        .complaints())
                .containsExactly("query next");
    }

    @Test
    void nextWithoutAFreePortChangesNothing() {
        Answer offer = node.offer("a");
        node.allocate("b");
        node.allocate("c");
        node.allocate("d");

        assertThat(node.post(offer.location() + "/reject?next", "{\"reason\":\"busy\",\"port\":5000}")
                        .expect(409)
                        .code())
                .isEqualTo("range-exhausted");
        assertThat(node.get(offer.location()).expect(200).text()).isEqualTo(offer.text());
    }

    @Test
    void coolingIsEndedByThePortsNumber() {
        Answer offer = node.offer("a");
        node.post(offer.location() + "/reject", "{\"reason\":\"busy\",\"port\":5000}")
                .expect(204);
        String tag = node.get("/v1/ports/5000").expect(200).header("ETag");

        node.delete(PORTS + "/5000?state=cooling", "If-Match: \"1\"").expect(412);
        node.delete(PORTS + "/5000?state=cooling", "If-Match: " + tag).expect(204);

        Answer again = node.delete(PORTS + "/5000?state=cooling").expect(404);
        assertThat(again.code()).isEqualTo("port-not-found");
        assertThat(again.text("detail")).isEqualTo("port 5000 is not cooling");
        assertThat(node.delete(PORTS + "/a?state=cooling").expect(400).complaints())
                .containsExactly("path name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "5",
                "{\"reason\":\"dislike\",\"port\":\"x\",\"more\":1}",
                "{\"reason\":5}",
                "{\"port\":80,\"ports\":null}"
            })
    void whatSaysNothingOfABusyPortRejects(String body) {
        Answer offer = node.offer("a");

        node.post(offer.location() + "/reject", body.isEmpty() ? null : body).expect(204);

        assertThat(node.get(PORTS + "?state=cooling").expect(200).json()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"reason\":\"busy\"} | body port",
                "{\"reason\":\"busy\",\"port\":80} | body port",
                "{\"reason\":\"busy\",\"port\":null} | body port",
                "{\"reason\":\"busy\",\"ports\":[]} | body ports",
                "{\"reason\":\"busy\",\"ports\":5000} | body ports",
                "{\"reason\":\"busy\",\"ports\":[5000,\"x\"]} | body ports[1]"
            })
    void busyPortThatBreaksARuleIsNamed(String body, String complaint) {
        Answer offer = node.offer("a");

        assertThat(node.post(offer.location() + "/reject", body).expect(400).complaints())
                .containsExactly(complaint);
        node.get(offer.location()).expect(200);
    }

    @Test
    void nextNeedsABusyPort() {
        Answer offer = node.offer("a");

        assertThat(node.post(offer.location() + "/reject?next", "{}")
                        .expect(400)
                        .complaints())
                .containsExactly("query next");
    }

    @Test
    void portThatIsNotTheOffersIsNotFound() {
        Answer offer = node.offer("a");

        assertThat(node.post(offer.location() + "/reject", "{\"reason\":\"busy\",\"port\":5003}")
                        .expect(404)
                        .code())
                .isEqualTo("offer-not-found");
    }
}

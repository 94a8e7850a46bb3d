package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferHandlerTest {
    private static final String OFFERS = "/v1/services/django/offers";

    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
        node.createDjango(5000, 5002);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void offerComesWithItsSecretAndLocation() {
        Answer offer = node.offer("web-01");

        String secret = offer.text("secret");
        assertThat(offer.location()).isEqualTo(OFFERS + "/" + secret);
        assertThat(offer.json().path("port").asInt()).isEqualTo(5000);
        assertThat(offer.text("state")).isEqualTo("offered");
        assertThat(offer.json().path("ttl").asInt()).isEqualTo(HttpNode.OFFER_TTL);
        assertThat(offer.header("Idempotent-Replayed")).isNull();
        assertThat(offer.header("Cache-Control")).isEqualTo("no-store, no-transform");
        assertThat(node.get(OFFERS + "/" + secret).expect(200).json()).isEqualTo(offer.json());
    }

    @Test
    void offerAcceptedAtOnceIsAnAllocationWithoutASecret() {
        Answer allocation = node.post(OFFERS + "?accept=true", "{\"name\":\"web-01\"}");

        assertThat(allocation.expect(201).location()).isEqualTo("/v1/services/django/ports/web-01");
        assertThat(allocation.text("state")).isEqualTo("allocated");
        assertThat(allocation.json().has("secret")).isFalse();
        assertThat(allocation.json().has("ttl")).isFalse();
        assertThat(node.get("/v1/services/django/ports/web-01").json()).isEqualTo(allocation.json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"accept", "accept=", "accept=true"})
    void acceptAtOnceNeedsNoValue(String query) {
        assertThat(node.post(OFFERS + "?" + query, "{\"name\":\"web-01\"}")
                        .expect(201)
                        .text("state"))
                .isEqualTo("allocated");
    }

    @Test
    void acceptFalseIsAPlainOffer() {
        assertThat(node.post(OFFERS + "?accept=false", "{\"name\":\"web-01\"}")
                        .expect(201)
                        .text("state"))
                .isEqualTo("offered");
    }

    @Test
    void offersAreListedByPortWithoutSecrets() {
        node.offer("web-02");
        node.allocate("web-03");
        node.offer("web-01");

        Answer list = node.get(OFFERS).expect(200);

        assertThat(list.each("name")).containsExactly("web-02", "web-01");
        assertThat(list.text()).doesNotContain("secret");
    }

    @Test
    void bothFormsOfAcceptMakeAnAllocation() {
        String first = node.offer("web-01").text("secret");
        String second = node.offer("web-02").text("secret");

        Answer post = node.post(OFFERS + "/" + first + "/accept", null).expect(201);
        Answer put =
                node.put(OFFERS + "/" + second, "{\"anything\":[1,2.5,null]}").expect(201);

        assertThat(post.text("state")).isEqualTo("allocated");
        assertThat(post.text("name")).isEqualTo("web-01");
        assertThat(put.text("name")).isEqualTo("web-02");
        assertThat(node.get("/v1/services/django/ports").each("name")).containsExactly("web-01", "web-02");
        assertThat(node.get(OFFERS).text()).isEqualTo("[]");
    }

    @Test
    void bothFormsOfRejectFreeThePort() {
        String first = node.offer("web-01").text("secret");
        String second = node.offer("web-02").text("secret");

        node.post(OFFERS + "/" + first + "/reject", "{}").expect(204);
        node.delete(OFFERS + "/" + second).expect(204);

        assertThat(node.get(OFFERS).text()).isEqualTo("[]");
        assertThat(node.offer("web-03").json().path("port").asInt()).isEqualTo(5000);
    }

    @Test
    void acceptedOfferIsNoOfferAnyMore() {
        String secret = node.offer("web-01").text("secret");
        node.post(OFFERS + "/" + secret + "/accept", null).expect(201);

        assertThat(node.get(OFFERS + "/" + secret).expect(404).code()).isEqualTo("offer-not-found");
    }

    @Test
    void secretCountsOnlyUnderItsOwnService() {
        node.post("/v1/services", "{\"name\":\"rails\",\"start\":6000,\"end\":6001}")
                .expect(201);
        String secret = node.offer("web-01").text("secret");

        for (String service : new String[] {"rails", "nobody"}) {
            String offer = "/v1/services/" + service + "/offers/" + secret;
            String code = service.equals("rails") ? "offer-not-found" : "service-not-found";
            assertThat(node.get(offer).expect(404).code()).isEqualTo(code);
            assertThat(node.post(offer + "/accept", null).expect(404).code()).isEqualTo(code);
            assertThat(node.post(offer + "/reject", null).expect(404).code()).isEqualTo(code);
            assertThat(node.put(offer, null).expect(404).code()).isEqualTo(code);
            assertThat(node.delete(offer).expect(404).code()).isEqualTo(code);
        }
        node.get(OFFERS + "/" + secret).expect(200);
    }

    @Test
    void exhaustedRangeIsRefusedWithItsCounts() {
        node.offer("web-01");
        node.offer("web-02");
        node.allocate("web-03");

        Answer refused = node.post(OFFERS, "{\"name\":\"web-04\"}");

        assertThat(refused.expect(409).code()).isEqualTo("range-exhausted");
        assertThat(refused.json().path("ports").toString())
                .isEqualTo("{\"total\":3,\"allocated\":1,\"offered\":2,\"cooling\":0,\"reserved\":0,\"free\":0}");
    }

    @Test
    void takenNameIsRefusedWithItsPortAndState() {
        node.offer("web-01");
        node.allocate("web-02");

        Answer offered = node.post(OFFERS, "{\"name\":\"web-01\"}");
        assertThat(offered.expect(409).code()).isEqualTo("name-taken");
        assertThat(offered.json().path("port").asInt()).isEqualTo(5000);
        assertThat(offered.text("state")).isEqualTo("offered");

        Answer allocated = node.post(OFFERS + "?accept=true", "{\"name\":\"web-02\"}");
        assertThat(allocated.expect(409).json().path("port").asInt()).isEqualTo(5001);
        assertThat(allocated.text("state")).isEqualTo("allocated");
    }

    @Test
    void offerOfAnUnknownServiceIsNotFound() {
        assertThat(node.post("/v1/services/rails/offers", "{\"name\":\"web-01\"}")
                        .expect(404)
                        .code())
                .isEqualTo("service-not-found");
        assertThat(node.get("/v1/services/rails/offers").expect(404).code()).isEqualTo("service-not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{}x", "nope", "{\"a\":1,\"a\":2}", "\u00ff", " "})
    void brokenBodyOfAnAcceptOrRejectIsRefused(String body) {
        String secret = node.offer("web-01").text("secret");

        assertThat(node.post(OFFERS + "/" + secret + "/accept", body)
                        .expect(400)
                        .complaints())
                .containsExactly("body");
        assertThat(node.post(OFFERS + "/" + secret + "/reject", body)
                        .expect(400)
                        .complaints())
                .containsExactly("body");
        node.post(OFFERS + "/" + secret + "/accept", "{}", "Content-Type: text/plain")
                .expect(415);
        node.delete(OFFERS + "/" + secret, "Content-Type: text/plain").expect(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "[]", "\"x\"", "1e3", "{\"name\":\"other\"}"})
    void anyJsonWillDoForAnAccept(String body) {
        String secret = node.offer("web-01").text("secret");

        node.post(OFFERS + "/" + secret + "/accept", body).expect(201);
    }
}

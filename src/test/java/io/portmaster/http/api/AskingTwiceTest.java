package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskingTwiceTest {
    private static final String OFFERS = "/v1/services/django/offers";
    private static final String WEB_01 = "{\"name\":\"web-01\"}";
    private static final String KEY = "Idempotency-Key: \"0b9b0d2c-2f5e-4c39-9d0e-8a0c5f6e7d31\"";

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

    @Test
    void offerWithTheSameKeyIsTheFirstAnswerAgain() {
        Answer first = node.post(OFFERS, WEB_01, KEY).expect(201);
        Answer second = node.post(OFFERS, WEB_01, KEY).expect(201);

        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(second.location()).isEqualTo(first.location());
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
    }

    @Test
    void quotesAreNoPartOfTheKey() {
        Answer first = node.post(OFFERS, WEB_01, KEY).expect(201);
        Answer second = node.post(OFFERS, WEB_01, KEY.replace("\"", "")).expect(201);

        assertThat(second.text("secret")).isEqualTo(first.text("secret"));
    }

    @Test
    void offerWithTheSameKeyAfterItsAcceptShowsTheAllocationAndTheSecret() {
        Answer first = node.post(OFFERS, WEB_01, KEY).expect(201);
        node.post(first.location() + "/accept", null).expect(201);

        Answer second = node.post(OFFERS, WEB_01, KEY).expect(201);

        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.text("state")).isEqualTo("allocated");
        assertThat(second.text("secret")).isEqualTo(first.text("secret"));
        assertThat(second.json().has("ttl")).isFalse();
        assertThat(second.json().has("expires")).isFalse();
        assertThat(second.location()).isEqualTo("/v1/services/django/ports/web-01");
    }

    @Test
    void allocationAtOnceWithTheSameKeyIsTheFirstAnswerAgain() {
        Answer first = node.post(OFFERS + "?accept=true", WEB_01, KEY).expect(201);
        Answer second = node.post(OFFERS + "?accept=true", WEB_01, KEY).expect(201);

        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(second.location()).isEqualTo(first.location());
    }

    @Test
    void sameKeyWithAnotherWishIsRefused() {
        node.post(OFFERS, WEB_01, KEY).expect(201);

        assertThat(node.post(OFFERS + "?accept=true", WEB_01, KEY).expect(422).code())
                .isEqualTo("idempotency-key-reused");
    }

    @Test
    void anotherKeyOrNoneFindsTheNameTaken() {
        node.post(OFFERS, WEB_01, KEY).expect(201);

        assertThat(node.post(OFFERS, WEB_01).expect(409).code()).isEqualTo("name-taken");
        assertThat(node.post(OFFERS, WEB_01, "Idempotency-Key: another-key-of-its-own")
                        .expect(409)
                        .code())
                .isEqualTo("name-taken");
    }

    @Test
    void keyCountsWithinItsServiceAndName() {
        node.post("/v1/services", "{\"name\":\"rails\",\"start\":6000,\"end\":6009}")
                .expect(201);
        node.post(OFFERS, WEB_01, KEY).expect(201);

        assertThat(node.post(OFFERS, "{\"name\":\"web-02\"}", KEY).expect(201).header("Idempotent-Replayed"))
                .isNull();
        assertThat(node.post("/v1/services/rails/offers", WEB_01, KEY)
                        .expect(201)
                        .header("Idempotent-Replayed"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "123456789012345",
                "\"123456789012345\"",
                "\"\"",
                "\"",
                "has a blank in it anyway",
                "\"has a blank in it anyway\"",
                "not-only-ascii-\u00e9-here"
            })
    void keyOfAnotherFormIsRefused(String key) {
        assertThat(node.post(OFFERS, WEB_01, "Idempotency-Key: " + key)
                        .expect(400)
                        .complaints())
                .containsExactly("header Idempotency-Key");
    }

    @Test
    void keyMayHaveFrom16To128Characters() {
        for (String key : new String[] {"1234567890123456", "!".repeat(128), "\"" + "~".repeat(128) + "\""}) {
            node.post(OFFERS, WEB_01, "Idempotency-Key: " + key).expect(201);
            node.delete("/v1/services/django/ports/web-01?state=offered").expect(204);
        }
        node.post(OFFERS, WEB_01, "Idempotency-Key: " + "a".repeat(129)).expect(400);
        node.post(OFFERS, WEB_01, "Idempotency-Key: \"" + "a".repeat(129) + "\"")
                .expect(400);
    }

    @Test
    void severalKeysAreRefused() {
        assertThat(node.post(OFFERS, WEB_01, KEY, KEY).expect(400).complaints())
                .containsExactly("header Idempotency-Key");
    }

    @Test
    void acceptOfAnAcceptedOfferIsTheFirstAnswerAgain() {
        String offer = node.offer("web-01").location();
        Answer first = node.post(offer + "/accept", null).expect(201);

        for (Answer again : new Answer[] {node.post(offer + "/accept", null), node.put(offer, null)}) {
            assertThat(again.expect(201).json()).isEqualTo(first.json());
            assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        }
        assertThat(first.header("Idempotent-Replayed")).isNull();
    }

    @Test
    void rejectOfAnAcceptedOfferIsTooLate() {
        String offer = node.offer("web-01").location();
        node.post(offer + "/accept", null).expect(201);

        for (Answer late : new Answer[] {node.post(offer + "/reject", null), node.delete(offer)}) {
            assertThat(late.expect(409).code()).isEqualTo("offer-accepted");
            assertThat(late.json().path("port").asInt()).isEqualTo(5000);
            assertThat(late.text("state")).isEqualTo("allocated");
        }
    }
}

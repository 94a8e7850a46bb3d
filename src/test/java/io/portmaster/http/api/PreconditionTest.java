package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionTest {
    private static final String DJANGO = "/v1/services/django";

    private HttpNode node;
    private String tag;

    @BeforeEach
    void start() {
        node = new HttpNode();
        tag = node.createDjango(5000, 5009).header("ETag");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void retriedReleaseCannotFreeTheNextOwnersPort() {
        String first = node.allocate("web-01").header("ETag");
        node.delete(DJANGO + "/ports/5000", "If-Match: " + first).expect(204);
        String second = node.allocate("web-02").header("ETag");

        Answer retried = node.delete(DJANGO + "/ports/5000", "If-Match: " + first);

        assertThat(retried.expect(412).code()).isEqualTo("precondition-failed");
        assertThat(retried.header("ETag")).isEqualTo(second);
        assertThat(node.get(DJANGO + "/ports/5000").text("name")).isEqualTo("web-02");
    }

    @Test
    void changedServiceIsNotChangedAgainUnderItsOldTag() {
        String newer = node.patch(DJANGO, "{\"end\":5019}", "If-Match: " + tag)
                .expect(200)
                .header("ETag");

        assertThat(newer).isNotEqualTo(tag);
        for (Answer late : new Answer[] {
            node.patch(DJANGO, "{\"end\":5029}", "If-Match: " + tag),
            node.put(DJANGO, "{\"start\":5000,\"end\":5029}", "If-Match: " + tag),
            node.delete(DJANGO, "If-Match: " + tag)
        }) {
            assertThat(late.expect(412).code()).isEqualTo("precondition-failed");
            assertThat(late.header("ETag")).isEqualTo(newer);
        }
        node.delete(DJANGO, "If-Match: " + newer).expect(204);
    }

    @Test
    void tagOfAServiceDoesNotFollowItsCounts() {
        node.offer("web-01");

        assertThat(node.get(DJANGO).header("ETag")).isEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "%s", "\"1\", %s", "%s , \"x\"", ",, %s,", "W/\"1\",%s"})
    void oneTagThatMatchesIsEnough(String header) {
        node.delete(DJANGO, "If-Match: " + header.formatted(tag)).expect(204);
    }

    @Test
    void severalHeadersAreOneList() {
        node.delete(DJANGO, "If-Match: \"1\"", "If-Match: " + tag).expect(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"999999\"", "W/%s", "\"x\"", "\"\"", "\"99999999999999999999999\"", "\"a,b\"", "\"\u00e9\""})
    void tagOfAnotherStateFails(String header) {
        node.delete(DJANGO, "If-Match: " + header.formatted(tag)).expect(412);
        node.delete(DJANGO, "If-Match: " + "\"0" + tag.substring(1)).expect(412);
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/%s", "\"x\", W/%s", "W/\"x\""})
    void weakTagIsSaidNeverToMatch(String header) {
        Answer refused =
                node.delete(DJANGO, "If-Match: " + header.formatted(tag)).expect(412);

        assertThat(refused.text("title")).isEqualTo("Precondition failed");
        assertThat(refused.text("detail"))
                .contains("weak tag")
                .contains("never matches")
                .contains("without the W/");
        assertThat(refused.header("ETag")).isEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-gzip", "-br", ";gzip", "--gzip"})
    void tagWithWhatAProxyAppendsIsSaidNeverToMatch(String suffix) {
        String spoiled = tag.substring(0, tag.length() - 1) + suffix + "\"";

        Answer refused = node.delete(DJANGO, "If-Match: " + spoiled).expect(412);

        assertThat(refused.text("detail"))
                .contains(tag)
                .contains("never matches")
                .contains("no-transform");
    }

    @Test
    void tagOfAnOlderStateIsSaidToBeThat() {
        assertThat(node.delete(DJANGO, "If-Match: \"1\"").expect(412).text("detail"))
                .contains("has changed since")
                .doesNotContain("proxy");
    }

    @Test
    void whatHasATagIsNotToBeChangedOnItsWay() {
        assertThat(node.get(DJANGO).header("Cache-Control")).isEqualTo("no-store, no-transform");
        assertThat(node.offer("web-01").header("Cache-Control")).isEqualTo("no-store, no-transform");
        assertThat(node.delete(DJANGO, "If-Match: \"1\"").header("Cache-Control"))
                .isEqualTo("no-store, no-transform");
        assertThat(node.get("/v1/services").header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ",", "1234", "\"open", "\"a\" \"b\"", "*, \"1\"", "\"1\",*", "w/\"1\"", "W/1", "\"a b\""
            })
    void malformedHeaderIsRefused(String header) {
        assertThat(node.delete(DJANGO, "If-Match: " + header).expect(400).complaints())
                .containsExactly("header If-Match");
    }

    @Test
    void putAndDeleteOfAnOfferHonourIt() {
        Answer offer = node.offer("web-01");
        String path = offer.location();

        assertThat(node.put(path, null, "If-Match: \"1\"").expect(412).header("ETag"))
                .isEqualTo(offer.header("ETag"));
        node.delete(path, "If-Match: \"1\"").expect(412);
        Answer accepted =
                node.put(path, null, "If-Match: " + offer.header("ETag")).expect(201);
        assertThat(accepted.header("ETag")).isNotEqualTo(offer.header("ETag"));
    }

    @Test
    void acceptByPostHonoursIt() {
        Answer offer = node.offer("web-01");

        node.post(offer.location() + "/accept", null, "If-Match: \"1\"").expect(412);
        node.post(offer.location() + "/accept", null, "If-Match: " + offer.header("ETag"))
                .expect(201);
    }

    @Test
    void rejectByPostIgnoresIt() {
        node.post(node.offer("web-02").location() + "/reject", null, "If-Match: nonsense")
                .expect(204);
    }

    @Test
    void whatIsNotThereIsNotFoundAllTheSame() {
        node.delete(DJANGO + "/ports/web-01", "If-Match: *").expect(404);
        node.put("/v1/services/rails", "{\"start\":1024,\"end\":1024}", "If-Match: \"1\"")
                .expect(404);
    }
}

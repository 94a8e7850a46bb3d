package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaleReadTest {
    private HttpNode node;
    private String offer;

    @BeforeEach
    void start() {
        node = new HttpNode();
        node.createDjango(5000, 5009);
        offer = node.offer("web-01").location();
        node.allocate("web-02");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private List<String> readings() {
        return List.of(
                "/v1/services",
                "/v1/services/django",
                "/v1/services/django/offers",
                offer,
                "/v1/services/django/ports",
                "/v1/services/django/ports/web-02",
                "/v1/services/django/ports/5001",
                "/v1/ports/5000");
    }

    @Test
    void everyReadAnswersFromMemoryWhileTheStoreIsSilent() {
        node.loop.call(() -> node.store.fallSilent());

        for (String path : readings()) {
            assertThat(node.get(path + "?stale").expect(200).header("Portmaster-Stale"))
                    .isEqualTo("0");
        }
    }

    @Test
    void noFromMemoryTellsItsAgeToo() {
        node.loop.call(() -> node.store.fallSilent());

        for (String path : List.of(
                "/v1/services/rails",
                "/v1/services/rails/offers",
                "/v1/services/django/offers/unknown",
                "/v1/services/rails/ports",
                "/v1/services/django/ports/web-99",
                "/v1/ports/5009")) {
            assertThat(node.get(path + "?stale").expect(404).header("Portmaster-Stale"))
                    .isEqualTo("0");
        }
    }

    @Test
    void ageIsThatOfTheMirror() {
        node.loop.call(() -> {
            node.records.pauseMirror();
            return true;
        });
        node.loop.leap(Duration.ofSeconds(3));

        String age = node.get("/v1/services/django?stale").header("Portmaster-Stale");

        assertThat(Integer.parseInt(age)).isBetween(3_000, 13_000);
    }

    @Test
    void staleReadShowsWhatTheMirrorShowed() {
        node.loop.call(() -> {
            node.records.pauseMirror();
            return true;
        });
        node.post("/v1/services/django/offers", "{\"name\":\"web-03\"}").expect(201);

        assertThat(node.get("/v1/services/django/offers?stale").each("name")).containsExactly("web-01");
    }

    @Test
    void currentReadHasNoAge() {
        for (String path : readings()) {
            assertThat(node.get(path).expect(200).header("Portmaster-Stale")).isNull();
            assertThat(node.get(path + "?stale=false").expect(200).header("Portmaster-Stale"))
                    .isNull();
        }
        assertThat(node.get("/v1/services/rails").expect(404).header("Portmaster-Stale"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "2", "true ", "%00"})
    void staleIsAFlag(String value) {
        for (String path : readings()) {
            assertThat(node.get(path + "?stale=" + value.replace(" ", "%20"))
                            .expect(400)
                            .complaints())
                    .containsExactly("query stale");
        }
    }

    @Test
    void nodeThatHasLoadedNothingHasNothingToShow() {
        node.loop.call(() -> {
            node.registry.clear();
            return true;
        });

        Answer refused = node.get("/v1/services?stale");

        assertThat(refused.expect(503).code()).isEqualTo("store-unavailable");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("Portmaster-Stale")).isNull();
    }
}

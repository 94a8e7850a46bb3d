package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import io.portmaster.http.RawConnection;
import io.portmaster.http.Requests;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreTroubleTest {
    private static final String OFFERS = "/v1/services/django/offers";
    private static final Duration MORE_THAN_PATIENCE = Duration.ofSeconds(6);

    private HttpNode node;

    @BeforeEach
    void start() {
        // One event loop orders what happens on several connections.
        node = new HttpNode(1);
        node.createDjango(5000, 5009);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void readThatTheStoreDoesNotAnswerIsUnavailable() throws IOException {
        CompletableFuture<Void> asked = node.loop.call(() -> node.store.fallSilent());
        try (RawConnection client = node.connect()) {
            client.send(Requests.of("GET", "/v1/services/django", null));
            asked.orTimeout(10, TimeUnit.SECONDS).join();
            node.loop.leap(MORE_THAN_PATIENCE);

            Answer refused = client.receive();
            assertThat(refused.expect(503).code()).isEqualTo("store-unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
        }
    }

    @Test
    void changeThatWasSentAndNotAnsweredIsUnknown() throws IOException {
        CompletableFuture<Void> sent = node.loop.call(() -> node.store.fallSilent());
        try (RawConnection client = node.connect()) {
            client.send(Requests.of("POST", OFFERS, "{\"name\":\"web-01\"}"));
            sent.orTimeout(10, TimeUnit.SECONDS).join();
            node.loop.leap(MORE_THAN_PATIENCE);

            Answer refused = client.receive();
            assertThat(refused.expect(503).code()).isEqualTo("outcome-unknown");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/services/django/ports/5000", "/v1/services/django/ports/5000?state=offered"})
    void removalByNumberThatIsUnknownIsNotToBeSentAgainBlindly(String path) throws IOException {
        if (path.endsWith("offered")) {
            node.offer("web-01");
        } else {
            node.allocate("web-01");
        }

        assertThat(unknown(path)).contains("the number may have a new owner").doesNotContain("ask the same again");
    }

    @Test
    void removalThatCanHitNobodyElseMayBeSentAgain() throws IOException {
        String tag = node.allocate("web-01").header("ETag");

        assertThat(unknown("/v1/services/django/ports/5000", "If-Match: " + tag))
                .endsWith("send the same request again to find out");
        node.allocate("web-02");
        assertThat(unknown("/v1/services/django/ports/web-02")).endsWith("send the same request again to find out");
    }

    /** The detail of the answer to a DELETE while the store is silent. */
    private String unknown(String path, String... headers) throws IOException {
        CompletableFuture<Void> sent = node.loop.call(() -> node.store.fallSilentOnChanges());
        try (RawConnection client = node.connect()) {
            client.send(Requests.of("DELETE", path, null, headers));
            sent.orTimeout(10, TimeUnit.SECONDS).join();
            node.loop.leap(MORE_THAN_PATIENCE);

            Answer refused = client.receive();
            assertThat(refused.expect(503).code()).isEqualTo("outcome-unknown");
            return refused.text("detail");
        } finally {
            node.loop.call(() -> {
                node.store.speak();
                return true;
            });
        }
    }

    @Test
    void requestWhoseClientHangsUpIsWithdrawn() throws IOException {
        node.loop.call(() -> node.store.fallSilent());
        try (RawConnection first = node.connect();
                RawConnection second = node.connect();
                RawConnection third = node.connect();
                RawConnection fourth = node.connect()) {
            // At most two transactions are under way, so the third and the fourth change wait in the queue.
            sendOffer(first, "web-01");
            sendOffer(second, "web-02");
            sendOffer(third, "gone");
            sendOffer(fourth, "waiting");
            third.hangUp();
            settle();
            node.loop.call(() -> {
                node.store.speak();
                return true;
            });

            assertThat(first.receive().expect(201).text("name")).isEqualTo("web-01");
            assertThat(second.receive().expect(201).text("name")).isEqualTo("web-02");
            assertThat(fourth.receive().expect(201).text("name")).isEqualTo("waiting");
        }
        assertThat(node.get(OFFERS).each("name")).containsExactlyInAnyOrder("web-01", "web-02", "waiting");
    }

    /** Sends an offer and waits until it has reached the allocator. */
    private void sendOffer(RawConnection client, String name) throws IOException {
        client.send(Requests.of("POST", OFFERS, "{\"name\":\"" + name + "\"}"));
        settle();
    }

    /** Waits until all that has reached the node has passed its event loops. */
    private void settle() {
        for (int i = 0; i < 3; i++) {
            node.get("/livez").expect(200);
            node.loop.call(() -> true);
        }
    }
}

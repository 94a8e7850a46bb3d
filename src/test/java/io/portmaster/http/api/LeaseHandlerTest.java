package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseHandlerTest {
    private static final String LEASES = "/v1/leases";
    private static final String OFFERS = "/v1/services/django/offers";
    private static final String UNKNOWN = "0123456789abcdef";

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

    private String create() {
        return node.createLease(60).text("lease");
    }

    private static String on(String lease) {
        return "{\"name\":\"a\",\"lease\":\"" + lease + "\"}";
    }

    @Test
    void leaseIsCreatedReadRenewedAndEnded() {
        Answer created = node.post(LEASES, "{\"ttl\":60,\"labels\":{\"host\":\"10.0.0.7\"}}")
                .expect(201);
        assertThat(created.location()).isEqualTo(LEASES + "/" + created.text("lease"));
        assertThat(created.json().path("linger").asInt()).isEqualTo(30);

        Answer renewed = node.post(created.location() + "/renew", null).expect(200);
        assertThat(renewed.text("created")).isEqualTo(created.text("created"));
        Answer read = node.get(created.location()).expect(200);
        assertThat(read.json().at("/labels/host").asText()).isEqualTo("10.0.0.7");
        assertThat(read.json().path("allocations")).isEmpty();

        node.delete(created.location()).expect(204);
        assertThat(node.get(created.location()).expect(404).code()).isEqualTo("lease-not-found");
        assertThat(node.delete(created.location()).expect(404).code()).isEqualTo("lease-not-found");
        assertThat(node.post(created.location() + "/renew", null).expect(404).code())
                .isEqualTo("lease-not-found");
    }

    @Test
    void allocationsStandOnTheLease() {
        String lease = create();

        Answer allocated = node.post(OFFERS + "?accept", on(lease)).expect(201);

        assertThat(allocated.text("lease")).isEqualTo(lease);
        assertThat(node.get(LEASES + "/" + lease).expect(200).json().path("allocations"))
                .hasToString("[{\"service\":\"django\",\"name\":\"a\",\"port\":5000}]");
        assertThat(node.get("/v1/services/django/ports?lease=" + lease)
                        .expect(200)
                        .each("name"))
                .containsExactly("a");
        node.delete(LEASES + "/" + lease).expect(204);
        assertThat(node.get("/v1/services/django/ports").expect(200).json()).isEmpty();
    }

    @Test
    void acceptMovesWithTheTagAndKeepsTheRevision() {
        String first = create();
        String second = create();
        String path = node.offer("a").location() + "/accept";
        Answer accepted = node.post(path, "{\"lease\":\"" + first + "\"}").expect(201);

        Answer refused = node.post(path, "{\"lease\":\"" + second + "\"}").expect(409);
        assertThat(refused.code()).isEqualTo("on-other-lease");
        assertThat(refused.text("lease")).isEqualTo(first);
        assertThat(refused.header("ETag")).isEqualTo(accepted.header("ETag"));
        Answer moved = node.post(path, "{\"lease\":\"" + second + "\"}", "If-Match: " + refused.header("ETag"))
                .expect(201);
        assertThat(moved.text("lease")).isEqualTo(second);
        assertThat(moved.text("revision")).isEqualTo(accepted.text("revision"));
        assertThat(node.get("/v1/services/django/ports/a").expect(200).text()).isEqualTo(moved.text());

        Answer off = node.post(path, "{\"lease\":null}", "If-Match: " + moved.header("ETag"))
                .expect(201);
        assertThat(off.json().has("lease")).isFalse();
        assertThat(off.text("revision")).isEqualTo(accepted.text("revision"));
        assertThat(node.get("/v1/ports").expect(200).each("revision")).containsExactly(accepted.text("revision"));
        assertThat(node.post(path, null).expect(201).text("revision")).isEqualTo(accepted.text("revision"));
    }

    @Test
    void repeatedOfferMovesWithItsKeyAndTheTag() {
        String first = create();
        String second = create();
        String key = "Idempotency-Key: 1234567890123456";
        Answer allocated = node.post(OFFERS + "?accept", on(first), key).expect(201);

        node.post(OFFERS + "?accept", on(second), key).expect(409);
        Answer moved = node.post(OFFERS + "?accept", on(second), key, "If-Match: " + allocated.header("ETag"))
                .expect(201);

        assertThat(moved.text("lease")).isEqualTo(second);
        assertThat(moved.text("revision")).isEqualTo(allocated.text("revision"));
        assertThat(node.post(OFFERS + "?accept", "{\"name\":\"a\"}", key)
                        .expect(201)
                        .text("revision"))
                .isEqualTo(allocated.text("revision"));
    }

    /** A client of today that sends the header goes on as before. */
    @Test
    void tagCountsOnlyWhereARepeatedOfferCanMove() {
        node.post(OFFERS, "{\"name\":\"a\"}", "If-Match: nonsense").expect(201);
        node.post(OFFERS + "?accept", "{\"name\":\"b\"}", "Idempotency-Key: 1234567890123456", "If-Match: \"1\"")
                .expect(201);
        assertThat(node.post(
                                OFFERS + "?accept",
                                "{\"name\":\"c\",\"lease\":null}",
                                "Idempotency-Key: 1234567890123456",
                                "If-Match: nonsense")
                        .expect(400)
                        .complaints())
                .containsExactly("header If-Match");
        assertThat(node.post(
                                OFFERS + "?accept",
                                "{\"name\":\"c\",\"lease\":\"" + create() + "\"}",
                                "Idempotency-Key: 1234567890123456",
                                "If-Match: \"1\"")
                        .expect(404)
                        .code())
                .isEqualTo("port-not-found");
    }

    @Test
    void leaseThatNobodyHasIsNotFound() {
        assertThat(node.post(OFFERS + "?accept", on(UNKNOWN)).expect(404).code())
                .isEqualTo("lease-not-found");
        String path = node.offer("b").location();
        assertThat(node.post(path + "/accept", "{\"lease\":\"" + UNKNOWN + "\"}")
                        .expect(404)
                        .code())
                .isEqualTo("lease-not-found");
        assertThat(node.post(path + "/accept", "{\"lease\":\"x\"}").expect(400).complaints())
                .containsExactly("body lease");
        node.get(path).expect(200);
    }

    /** etcd gives no lease such a number. The contract calls it an id all the same. */
    @ParameterizedTest
    @ValueSource(strings = {UNKNOWN, "0000000000000000", "ffffffffffffffff", "7fffffffffffffff"})
    void everyIdOfTheFormIsLookedFor(String lease) {
        node.get(LEASES + "/" + lease).expect(404);
        node.delete(LEASES + "/" + lease).expect(404);
        node.post(LEASES + "/" + lease + "/renew", null).expect(404);
        node.post(OFFERS + "?accept", on(lease)).expect(404);
        assertThat(node.get("/v1/ports?lease=" + lease).expect(200).json()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0123456789ABCDEF", "0123456789abcdef0", "0x23456789abcdef", "web"})
    void idOfAnotherFormIsRefused(String lease) {
        assertThat(node.get(LEASES + "/" + lease).expect(400).complaints()).containsExactly("path lease");
        assertThat(node.delete(LEASES + "/" + lease).expect(400).complaints()).containsExactly("path lease");
        assertThat(node.post(LEASES + "/" + lease + "/renew", null).expect(400).complaints())
                .containsExactly("path lease");
        assertThat(node.get("/v1/ports?lease=" + lease).expect(400).complaints())
                .containsExactly("query lease");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | body ttl",
                "{\"ttl\":4} | body ttl",
                "{\"ttl\":86401} | body ttl",
                "{\"ttl\":null} | body ttl",
                "{\"ttl\":\"60\"} | body ttl",
                "{\"ttl\":60,\"linger\":4} | body linger",
                "{\"ttl\":60,\"linger\":604801} | body linger",
                "{\"ttl\":60,\"labels\":{\"x\":null}} | body labels",
                "{\"ttl\":1,\"linger\":1,\"labels\":5,\"lease\":\"x\"} | body ttl;body linger;body labels;body lease"
            })
    void fieldThatBreaksARuleIsNamed(String body, String complaints) {
        assertThat(node.post(LEASES, body).expect(400).complaints()).containsExactly(complaints.split(";"));
    }

    @Test
    void leaseThatIsTooShortForTheServiceIsRefused() {
        node.patch("/v1/services/django", "{\"reuse_delay\":60}").expect(200);

        Answer refused = node.post(OFFERS + "?accept", on(create())).expect(409);

        assertThat(refused.code()).isEqualTo("lease-too-short");
        assertThat(refused.json().path("linger").asInt()).isEqualTo(30);
        assertThat(refused.json().path("reuse_delay").asInt()).isEqualTo(60);
    }

    @Test
    void leasesAreListedPageByPageWithTheirLabels() {
        for (int i = 0; i < 5; i++) {
            node.post(LEASES, "{\"ttl\":60,\"labels\":{\"odd\":\"" + i % 2 + "\"}}")
                    .expect(201);
        }
        List<String> all = new ArrayList<>();
        String next = LEASES + "?limit=2&label=odd=0";
        int pages = 0;
        while (next != null) {
            Answer page = node.get(next).expect(200);
            all.addAll(page.each("lease"));
            assertThat(page.each("expires")).containsOnly("");
            next = page.next();
            pages++;
        }
        assertThat(all).hasSize(3).doesNotHaveDuplicates();
        assertThat(pages).isEqualTo(2);
    }

    @Test
    void staleReadTellsNoEnd() {
        String path = LEASES + "/" + create();

        assertThat(node.get(path).expect(200).json().has("expires")).isTrue();
        Answer stale = node.get(path + "?stale").expect(200);
        assertThat(stale.json().has("expires")).isFalse();
        assertThat(stale.header("Portmaster-Stale")).isNotNull();
    }
}

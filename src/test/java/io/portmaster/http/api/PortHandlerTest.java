package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortHandlerTest {
    private static final String PORTS = "/v1/services/django/ports";

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
    void allocationIsFoundByNameAndByNumber() {
        Answer allocation = node.allocate("web-01");

        assertThat(node.get(PORTS + "/web-01").expect(200).json()).isEqualTo(allocation.json());
        assertThat(node.get(PORTS + "/5000").expect(200).json()).isEqualTo(allocation.json());
        assertThat(node.get(PORTS + "/5000").header("ETag")).isEqualTo(allocation.header("ETag"));
    }

    @Test
    void offerIsNoAllocation() {
        node.offer("web-01");

        assertThat(node.get(PORTS + "/web-01").expect(404).code()).isEqualTo("port-not-found");
        assertThat(node.get(PORTS + "/5000").expect(404).code()).isEqualTo("port-not-found");
        assertThat(node.get(PORTS).text()).isEqualTo("[]");
    }

    @Test
    void whoeverLostTheSecretOfAnOfferLearnsThatItStandsAndHowToEndIt() {
        node.offer("web-01");

        Answer again = node.post("/v1/services/django/offers", "{\"name\":\"web-01\"}");
        Answer found = node.get(PORTS + "/web-01");
        Answer released = node.delete(PORTS + "/5000");

        assertThat(again.expect(409).code()).isEqualTo("name-taken");
        assertThat(again.text("detail"))
                .contains("open offer")
                .contains("?state=offered")
                .contains("Idempotency-Key");
        for (Answer missing : List.of(found, released)) {
            assertThat(missing.expect(404).code()).isEqualTo("port-not-found");
            assertThat(missing.text("detail"))
                    .contains("an open offer of port 5000")
                    .contains("?state=offered");
        }
        node.delete(PORTS + "/web-01?state=offered").expect(204);
        assertThat(node.get(PORTS + "/web-01").text("detail")).isEqualTo("there is no allocation of web-01");
    }

    @Test
    void recordThatNobodyCanReadIsSaidToBeSo() {
        node.allocate("web-01");
        node.loop.call(() -> {
            node.records.put(new Key.PortKey(Space.DEFAULT, 5000), new Value.Unreadable("schema version 9"));
            return true;
        });

        for (String port : List.of("5000", "web-01")) {
            for (Answer answer : List.of(
                    node.get(PORTS + "/" + port),
                    node.delete(PORTS + "/" + port),
                    node.delete(PORTS + "/" + port + "?state=offered"),
                    node.get("/v1/ports/5000"))) {
                assertThat(answer.expect(503).code()).isEqualTo("store-unavailable");
                assertThat(answer.text("title")).isEqualTo("A record in the store can't be read");
                assertThat(answer.text("detail")).startsWith("the record of port 5000 can't be read");
            }
        }
        node.get(PORTS + "/5001").expect(404);
    }

    @Test
    void nameWhoseIndexNobodyCanReadIsSaidToBeSo() {
        node.loop.call(() -> {
            node.records.put(
                    new Key.InstanceIndex(Space.DEFAULT, new Name("django"), new Name("web-01")),
                    new Value.Unreadable("not a number"));
            return true;
        });

        for (Answer answer : List.of(
                node.get(PORTS + "/web-01"),
                node.delete(PORTS + "/web-01"),
                node.post("/v1/services/django/offers", "{\"name\":\"web-01\"}"))) {
            assertThat(answer.expect(503).text("title")).isEqualTo("A record in the store can't be read");
        }
    }

    @Test
    void instancesHaveTheNamesThatPeopleGiveThem() {
        String fqdn = ("pod-0." + "a".repeat(60) + ".").repeat(4).substring(0, 253);
        for (String name : List.of(fqdn, "host:8080", "52:54:00:12:34:56", "web@1.service")) {
            Answer allocation = node.allocate(name);

            assertThat(allocation.text("name")).isEqualTo(name);
            assertThat(allocation.location()).isEqualTo(PORTS + "/" + name);
            assertThat(node.get(PORTS + "/" + name).expect(200).json()).isEqualTo(allocation.json());
            String encoded = name.replace(":", "%3A").replace("@", "%40");
            assertThat(node.get(PORTS + "/" + encoded).expect(200).json()).isEqualTo(allocation.json());
            node.delete(PORTS + "/" + encoded).expect(204);
            node.get(PORTS + "/" + name).expect(404);
        }
    }

    @Test
    void allocationsAreListedByPort() {
        node.allocate("web-02");
        node.offer("web-03");
        node.allocate("web-01");

        assertThat(node.get(PORTS).each("name")).containsExactly("web-02", "web-01");
    }

    @Test
    void mistypedParameterReleasesNothing() {
        node.allocate("web-01");

        Answer answer = node.delete(PORTS + "/web-01?State=offered").expect(400);

        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("State");
        node.get(PORTS + "/web-01").expect(200);
    }

    @Test
    void releasedPortIsTheNextToGo() {
        node.allocate("web-01");
        node.allocate("web-02");

        node.delete(PORTS + "/web-01").expect(204);
        assertThat(node.offer("web-03").json().path("port").asInt()).isEqualTo(5000);
        node.delete(PORTS + "/5001").expect(204);

        assertThat(node.get(PORTS).text()).isEqualTo("[]");
    }

    @Test
    void openOfferIsNotReleasedButWithdrawn() {
        node.offer("web-01");
        node.offer("web-02");

        assertThat(node.delete(PORTS + "/web-01").expect(404).code()).isEqualTo("port-not-found");
        node.delete(PORTS + "/web-01?state=offered").expect(204);
        node.delete(PORTS + "/5001?state=offered").expect(204);

        assertThat(node.get("/v1/services/django/offers").text()).isEqualTo("[]");
        assertThat(node.delete(PORTS + "/web-01?state=offered").expect(404).code())
                .isEqualTo("offer-not-found");
    }

    @Test
    void allocatedPortIsNotWithdrawn() {
        node.allocate("web-01");

        Answer refused = node.delete(PORTS + "/web-01?state=offered");

        assertThat(refused.expect(409).code()).isEqualTo("offer-accepted");
        assertThat(refused.json().path("port").asInt()).isEqualTo(5000);
        assertThat(refused.text("state")).isEqualTo("allocated");
    }

    @Test
    void portsAreFoundOnlyUnderTheirOwnService() {
        node.post("/v1/services", "{\"name\":\"rails\",\"start\":6000,\"end\":6001}")
                .expect(201);
        node.allocate("web-01");

        assertThat(node.get("/v1/services/rails/ports/5000").expect(404).code()).isEqualTo("port-not-found");
        assertThat(node.delete("/v1/services/rails/ports/5000").expect(404).code())
                .isEqualTo("port-not-found");
        assertThat(node.delete("/v1/services/rails/ports/web-01").expect(404).code())
                .isEqualTo("port-not-found");
        assertThat(node.get("/v1/services/nobody/ports/5000").expect(404).code())
                .isEqualTo("service-not-found");
        assertThat(node.get("/v1/services/nobody/ports").expect(404).code()).isEqualTo("service-not-found");
        node.get(PORTS + "/5000").expect(200);
    }

    @Test
    void holderOfAPortIsFoundWhateverTheService() {
        Answer offer = node.offer("web-01");
        Answer allocation = node.allocate("web-02");

        Answer offered = node.get("/v1/ports/5000").expect(200);
        assertThat(offered.text("name")).isEqualTo("web-01");
        assertThat(offered.text("state")).isEqualTo("offered");
        assertThat(offered.text()).doesNotContain("secret").doesNotContain(offer.text("secret"));
        assertThat(node.get("/v1/ports/5001").expect(200).json()).isEqualTo(allocation.json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "00001", "5002", "1023", "49152", "65535"})
    void portThatNobodyHasIsNotFound(String port) {
        assertThat(node.get("/v1/ports/" + port).expect(404).code()).isEqualTo("port-not-found");
        assertThat(node.get(PORTS + "/" + port).expect(404).code()).isEqualTo("port-not-found");
        assertThat(node.delete(PORTS + "/" + port).expect(404).code()).isEqualTo("port-not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "99999", "000000", "123456", "99999999999999999999999999999999"})
    void numberThatIsNoPortIsRefused(String port) {
        assertThat(node.get("/v1/ports/" + port).expect(400).complaints()).containsExactly("path port");
        assertThat(node.get(PORTS + "/" + port).expect(400).complaints()).containsExactly("path port");
        assertThat(node.delete(PORTS + "/" + port).expect(400).complaints()).containsExactly("path port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+5", "5e3", "0x10", "five", "5000.0", "%35%30%30%30%20", "%D9%A5"})
    void portOfAnyServiceIsDigitsOnly(String port) {
        assertThat(node.get("/v1/ports/" + port).expect(400).complaints()).containsExactly("path port");
    }
}

package io.portmaster.http;

import static org.assertj.core.api.Assertions.assertThat;

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

package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceHandlerTest {
    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void createdServiceIsAnsweredWholeWithItsLocation() {
        Answer created = node.post(
                "/v1/services", "{\"name\":\"django\",\"description\":\"Ünïcode 🚀\",\"start\":5000,\"end\":10000}");

        assertThat(created.expect(201).location()).isEqualTo("/v1/services/django");
        assertThat(created.header("ETag")).matches("\"[0-9]+\"");
        assertThat(created.text("description")).isEqualTo("Ünïcode 🚀");
        assertThat(created.text("created")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(created.json().path("ports").toString())
                .isEqualTo("{\"total\":5001,\"allocated\":0,\"offered\":0,\"cooling\":0,\"reserved\":0,\"free\":5001}");
        assertThat(node.get("/v1/services/django").json()).isEqualTo(created.json());
    }

    @Test
    void countsFollowOffersAndAllocations() {
        node.createDjango(5000, 5009);
        node.offer("web-01");
        node.offer("web-02");
        node.allocate("web-03");

        assertThat(node.get("/v1/services/django").json().path("ports").toString())
                .isEqualTo("{\"total\":10,\"allocated\":1,\"offered\":2,\"cooling\":0,\"reserved\":0,\"free\":7}");
    }

    @Test
    void takenNameIsRefusedWithTheServiceThatHasIt() {
        node.createDjango(5000, 5009);

        Answer again = node.post("/v1/services", "{\"name\":\"django\",\"start\":7000,\"end\":7001}");

        assertThat(again.expect(409).code()).isEqualTo("service-exists");
        assertThat(again.json().path("services").toString())
                .isEqualTo(
                        "[{\"name\":\"django\",\"start\":5000,\"end\":5009,\"ranges\":[{\"start\":5000,\"end\":5009}]}]");
    }

    @Test
    void overlappingRangeIsRefusedWithTheServicesInTheWay() {
        node.createDjango(5000, 5009);
        node.post("/v1/services", "{\"name\":\"flask\",\"start\":5020,\"end\":5029}")
                .expect(201);

        Answer wide = node.post("/v1/services", "{\"name\":\"rails\",\"start\":5009,\"end\":5020}");

        assertThat(wide.expect(409).code()).isEqualTo("range-overlap");
        assertThat(wide.json().path("services").findValuesAsText("name")).containsExactly("django", "flask");
    }

    @Test
    void noMoreThanTwentyServicesInTheWayAreNamed() {
        for (int i = 0; i < 25; i++) {
            int port = 5000 + i;
            node.post("/v1/services", "{\"name\":\"s" + i + "\",\"start\":" + port + ",\"end\":" + port + "}")
                    .expect(201);
        }

        Answer wide = node.post("/v1/services", "{\"name\":\"rails\",\"start\":4000,\"end\":6000}");

        assertThat(wide.expect(409).json().path("services")).hasSize(20);
    }

    @Test
    void whatGetGaveCanBePutBack() {
        node.createDjango(5000, 5009);
        node.allocate("web-01");
        Answer given = node.get("/v1/services/django");

        Answer put = node.put("/v1/services/django", given.text());

        assertThat(put.expect(200).json()).isEqualTo(given.json());
        assertThat(put.header("ETag")).isEqualTo(given.header("ETag"));
    }

    @Test
    void whatGetGaveCanBePutBackThoughTheCountsHaveMovedOn() {
        node.createDjango(5000, 5009);
        Answer given = node.get("/v1/services/django");
        node.offer("web-01");

        node.put("/v1/services/django", given.text()).expect(200);
    }

    @Test
    void putReplacesRangeAndDescription() {
        node.createDjango(5000, 5009);

        Answer put =
                node.put("/v1/services/django", "{\"start\":4000,\"end\":4001}").expect(200);

        assertThat(put.json().path("start").asInt()).isEqualTo(4000);
        assertThat(put.json().path("end").asInt()).isEqualTo(4001);
        assertThat(put.json().path("description").isNull()).isTrue();
        assertThat(put.json().path("ports").path("total").asInt()).isEqualTo(2);
    }

    @Test
    void patchLeavesWhatItDoesNotName() {
        node.createDjango(5000, 5009);

        Answer end = node.patch("/v1/services/django", "{\"end\":5019}").expect(200);
        assertThat(end.json().path("start").asInt()).isEqualTo(5000);
        assertThat(end.json().path("end").asInt()).isEqualTo(5019);
        assertThat(end.text("description")).isEqualTo("Django service");

        Answer description = node.patch(
                        "/v1/services/django", "{\"description\":null}", "Content-Type: application/merge-patch+json")
                .expect(200);
        assertThat(description.json().path("description").isNull()).isTrue();
        assertThat(description.json().path("end").asInt()).isEqualTo(5019);
    }

    @Test
    void patchOfNothingChangesNothing() {
        Answer created = node.createDjango(5000, 5009);

        Answer patched = node.patch("/v1/services/django", "{}").expect(200);

        assertThat(patched.header("ETag")).isEqualTo(created.header("ETag"));
        assertThat(patched.json()).isEqualTo(created.json());
    }

    @Test
    void patchOfOneEndCannotTurnTheRangeUpsideDown() {
        node.createDjango(5000, 5009);

        Answer patched = node.patch("/v1/services/django", "{\"start\":5010}");

        assertThat(patched.expect(400).complaints()).containsExactly("body start", "body end");
    }

    @Test
    void shrinkingOntoUsedPortsIsRefusedWithThosePorts() {
        node.createDjango(5000, 5009);
        node.offer("web-01");
        node.allocate("web-02");

        Answer shrunk = node.patch("/v1/services/django", "{\"start\":5005}");

        assertThat(shrunk.expect(409).code()).isEqualTo("range-in-use");
        assertThat(shrunk.json().path("ports").toString()).isEqualTo("[5000,5001]");
    }

    @Test
    void growingIntoAnotherServiceIsRefusedWithThatService() {
        node.createDjango(5000, 5009);
        node.post("/v1/services", "{\"name\":\"rails\",\"start\":6000,\"end\":6009}")
                .expect(201);

        Answer grown = node.patch("/v1/services/django", "{\"end\":6000}");

        assertThat(grown.expect(409).code()).isEqualTo("range-overlap");
        assertThat(grown.json().path("services").toString())
                .isEqualTo(
                        "[{\"name\":\"rails\",\"start\":6000,\"end\":6009,\"ranges\":[{\"start\":6000,\"end\":6009}]}]");
    }

    @Test
    void putCreatesNothing() {
        assertThat(node.put("/v1/services/django", "{\"start\":5000,\"end\":5009}")
                        .expect(404)
                        .code())
                .isEqualTo("service-not-found");
        assertThat(node.get("/v1/services").text()).isEqualTo("[]");
    }

    @Test
    void serviceInUseIsDeletedByForceOnly() {
        node.createDjango(5000, 5009);
        node.offer("web-01");
        node.allocate("web-02");

        Answer refused = node.delete("/v1/services/django");
        assertThat(refused.expect(409).code()).isEqualTo("service-in-use");
        assertThat(refused.json().path("ports").toString()).isEqualTo("[5000,5001]");
        node.delete("/v1/services/django?force=false").expect(409);

        Answer deleted = node.delete("/v1/services/django?force=true").expect(204);
        assertThat(deleted.text()).isEmpty();
        node.get("/v1/services/django").expect(404);
        node.get("/v1/ports/5000").expect(404);
    }

    @Test
    void forceNeedsNoValue() {
        node.createDjango(5000, 5009);
        node.offer("web-01");

        node.delete("/v1/services/django?force").expect(204);
    }

    @Test
    void unusedServiceIsDeletedWithoutForce() {
        node.createDjango(5000, 5009);

        node.delete("/v1/services/django").expect(204);

        assertThat(node.delete("/v1/services/django").expect(404).code()).isEqualTo("service-not-found");
    }

    @Test
    void servicesAreListedByName() {
        node.post("/v1/services", "{\"name\":\"rails\",\"start\":5000,\"end\":5009}")
                .expect(201);
        node.post("/v1/services", "{\"name\":\"django\",\"start\":6000,\"end\":6009}")
                .expect(201);

        Answer list = node.get("/v1/services").expect(200);

        assertThat(list.each("name")).containsExactly("django", "rails");
        assertThat(list.header("Link")).isNull();
    }
}

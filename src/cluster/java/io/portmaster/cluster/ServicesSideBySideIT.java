package io.portmaster.cluster;

import io.portmaster.history.Journal;
import io.portmaster.history.Recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 16 clients create, change and delete services, each its own, on one node and on three. None is refused. */
class ServicesSideBySideIT {
    private static final String PREFIX = "/side-by-side/";
    private static final int CLIENTS = 16;
    private static final int EACH = 20;
    private static final int SERVICES = CLIENTS * EACH;

    /** The limit, far more than a slow machine takes. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    private EtcdCluster etcd;
    private Recording recording;

    @BeforeEach
    void startEtcd() {
        etcd = stage.etcd(1);
        recording = stage.keep(Recording.live(etcd, PREFIX, "s0", new Journal()));
    }

    @AfterEach
    void noTwoServicesEverOverlapped() {
        assertThat(recording.violationsOfKeys()).isEmpty();
    }

    @Test
    void onOneNodeNoneMakesAnotherFail() throws IOException {
        List<NodeProcess> nodes = nodes(1);

        createChangeAndDelete(nodes);

        for (String operation : List.of("create_service", "change_service", "delete_service")) {
            assertThat(count(nodes, operation, "conflict")).as(operation).isZero();
            assertThat(count(nodes, operation, "committed")).as(operation).isPositive();
        }
    }

    @Test
    void onThreeNodesAFewRacesAreLostAndNoneIsRefused() throws IOException {
        List<NodeProcess> nodes = nodes(3);

        createChangeAndDelete(nodes);

        // Three nodes that compete at every turn lose two of three, and each loss is planned again.
        assertThat(count(nodes, "create_service", "conflict")).isLessThan(3.0 * SERVICES);
    }

    @Test
    void changesThatGainNoPortsOnThreeNodesMakeNoneFail() throws IOException {
        List<NodeProcess> nodes = nodes(3);
        each(nodes, (api, service) -> api.post("/v1/services", definition(service)), 201);

        each(nodes, (api, service) -> api.send("PATCH", path(service), "{\"description\":\"changed\"}"), 200);

        assertThat(count(nodes, "change_service", "conflict")).isZero();
        assertThat(count(nodes, "change_service", "committed")).isEqualTo(SERVICES);
    }

    @Test
    void changesOfOneServiceByAllClientsAllStand() throws IOException {
        List<NodeProcess> nodes = nodes(1);
        nodes.get(0).api().post("/v1/services", definition(0)).expect(201);

        each(nodes, (api, number) -> api.send("PATCH", path(0), "{\"description\":\"" + number + "\"}"), 200);

        assertThat(count(nodes, "change_service", "committed")).isEqualTo(SERVICES);
        assertThat(count(nodes, "change_service", "conflict")).isZero();
    }

    private void createChangeAndDelete(List<NodeProcess> nodes) {
        each(nodes, (api, service) -> api.post("/v1/services", definition(service)), 201);
        assertThat(KeySpace.read(etcd.client(), PREFIX).services()).hasSize(SERVICES);
        each(nodes, (api, service) -> api.send("PATCH", path(service), "{\"end\":" + (start(service) + 4) + "}"), 200);
        each(nodes, (api, service) -> api.delete(path(service)), 204);
        assertThat(KeySpace.read(etcd.client(), PREFIX).services()).isEmpty();
    }

    /** Each client changes its own services, one after the other. */
    private void each(List<NodeProcess> nodes, Question question, int status) {
        Crowd crowd = stage.keep(Crowd.acting(CLIENTS, number -> {
            PlainHttp api = nodes.get(number % nodes.size()).api();
            for (int i = 0; i < EACH; i++) {
                question.ask(api, number * EACH + i).expect(status);
            }
        }));
        crowd.await(LIMIT);
    }

    @FunctionalInterface
    private interface Question {
        HttpReply ask(PlainHttp api, int service) throws IOException;
    }

    private List<NodeProcess> nodes(int count) {
        return stage.nodes(count, etcd.endpoints(), "--prefix", PREFIX);
    }

    private static String definition(int service) {
        return "{\"name\":\"s" + service + "\",\"start\":" + start(service) + ",\"end\":" + (start(service) + 1) + "}";
    }

    private static String path(int service) {
        return "/v1/services/s" + service;
    }

    private static int start(int service) {
        return 5000 + 5 * service;
    }

    /** The number of mutations of that kind with that outcome, on all nodes. */
    private static double count(List<NodeProcess> nodes, String operation, String outcome) {
        String series = "portmaster_mutations_total{operation=\"" + operation + "\",outcome=\"" + outcome + "\"}";
        return nodes.stream()
                .mapToDouble(node -> Scrape.of(node.api()).valueOrZero(series))
                .sum();
    }
}

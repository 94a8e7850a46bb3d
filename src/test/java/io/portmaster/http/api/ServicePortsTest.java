package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the fields of a service that say which ports it has, and for how long they rest. */
class ServicePortsTest {
    private static final String SERVICES = "/v1/services";
    private static final String QUEUE = SERVICES + "/queue";
    private static final String TWO_RANGES = "[{\"start\":7000,\"end\":7009},{\"start\":6000,\"end\":6009}]";

    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Answer create(String fields) {
        return node.post(SERVICES, "{\"name\":\"queue\"," + fields + "}");
    }

    private void createWithTwoRanges() {
        create("\"ranges\":" + TWO_RANGES
                        + ",\"reserved\":[{\"start\":6000,\"end\":6001}],\"reuse_delay\":60,\"busy_delay\":300,"
                        + "\"offer_ttl\":120")
                .expect(201);
    }

    private static void assertHasAll(Answer answer) {
        assertThat(answer.json().path("ranges"))
                .hasToString("[{\"start\":6000,\"end\":6009},{\"start\":7000,\"end\":7009}]");
        assertThat(answer.json().path("start").asInt()).isEqualTo(6000);
        assertThat(answer.json().path("end").asInt()).isEqualTo(7009);
        assertThat(answer.json().path("reserved")).hasToString("[{\"start\":6000,\"end\":6001}]");
        assertThat(answer.json().path("reuse_delay").asInt()).isEqualTo(60);
        assertThat(answer.json().path("busy_delay").asInt()).isEqualTo(300);
        assertThat(answer.json().path("offer_ttl").asInt()).isEqualTo(120);
    }

    @Test
    void everyFieldIsKeptAndShown() {
        createWithTwoRanges();

        Answer read = node.get(QUEUE).expect(200);

        assertHasAll(read);
        assertThat(read.json().at("/ports/reserved").asInt()).isEqualTo(2);
        assertThat(read.json().at("/ports/free").asInt()).isEqualTo(18);
    }

    @Test
    void fieldsThatNobodySendsHaveTheirUsualValues() {
        Answer created = create("\"start\":6000,\"end\":6009").expect(201);

        assertThat(created.json().path("ranges")).hasToString("[{\"start\":6000,\"end\":6009}]");
        assertThat(created.json().path("reserved")).isEmpty();
        assertThat(created.json().path("reuse_delay").asInt(-1)).isZero();
        assertThat(created.json().path("busy_delay").asInt()).isEqualTo(600);
        assertThat(created.json().has("offer_ttl")).isFalse();
    }

    /** Many generated clients send a list that nobody has set as null. */
    @Test
    void listsThatAreNullAreAsIfTheyWereLeftOut() {
        create("\"start\":6000,\"end\":6009,\"ranges\":null,\"reserved\":null").expect(201);
        node.delete(QUEUE).expect(204);
        createWithTwoRanges();

        node.patch(QUEUE, "{\"description\":\"jobs\",\"ranges\":null,\"reserved\":null}")
                .expect(200);

        assertHasAll(node.get(QUEUE).expect(200));
    }

    @Test
    void rangesThatFollowEachOtherBecomeOne() {
        Answer created = create("\"ranges\":[{\"start\":6005,\"end\":6009},{\"start\":6000,\"end\":6004}]")
                .expect(201);

        assertThat(created.json().path("ranges")).hasToString("[{\"start\":6000,\"end\":6009}]");
    }

    @Test
    void putKeepsTheFieldsThatOlderClientsDoNotKnow() {
        createWithTwoRanges();

        assertHasAll(node.put(QUEUE, "{\"description\":\"jobs\",\"start\":6000,\"end\":7009}")
                .expect(200));
    }

    @Test
    void whatGetGaveCanBePutBack() {
        createWithTwoRanges();
        Answer read = node.get(QUEUE).expect(200);

        assertThat(node.put(QUEUE, read.text(), "If-Match: " + read.header("ETag"))
                        .expect(200)
                        .header("ETag"))
                .isEqualTo(read.header("ETag"));
    }

    /** A client of an older release drops the counts that it doesn't know. */
    @Test
    void countsWithoutCoolingAndReservedPortsCanBePutBack() {
        createWithTwoRanges();

        node.put(
                        QUEUE,
                        "{\"start\":6000,\"end\":7009,\"ports\":{\"total\":20,\"allocated\":0,\"offered\":0,\"free\":18}}")
                .expect(200);
    }

    @Test
    void patchChangesSingleFields() {
        createWithTwoRanges();

        Answer changed = node.patch(
                        QUEUE,
                        "{\"reuse_delay\":0,\"offer_ttl\":null,\"reserved\":[],\"ranges\":[{\"start\":6000,\"end\":6009}]}")
                .expect(200);

        assertThat(changed.json().path("ranges")).hasToString("[{\"start\":6000,\"end\":6009}]");
        assertThat(changed.json().path("reserved")).isEmpty();
        assertThat(changed.json().path("reuse_delay").asInt(-1)).isZero();
        assertThat(changed.json().path("busy_delay").asInt()).isEqualTo(300);
        assertThat(changed.json().has("offer_ttl")).isFalse();
    }

    @Test
    void anotherEndOfSeveralRangesDoesNotSayWhichOneChanges() {
        createWithTwoRanges();

        assertThat(node.patch(QUEUE, "{\"end\":7010}").expect(400).complaints()).containsExactly("body ranges");
        node.patch(QUEUE, "{\"end\":7009}").expect(200);
        node.patch(QUEUE, "{\"end\":7010,\"ranges\":[{\"start\":6000,\"end\":6009},{\"start\":7000,\"end\":7010}]}")
                .expect(200);
    }

    @Test
    void reservedPortsLieInsideTheRanges() {
        assertThat(create("\"start\":6000,\"end\":6009,\"reserved\":[{\"start\":6009,\"end\":6010}]")
                        .expect(400)
                        .complaints())
                .containsExactly("body reserved");
        assertThat(create("\"ranges\":" + TWO_RANGES + ",\"reserved\":[{\"start\":6009,\"end\":7000}]")
                        .expect(400)
                        .complaints())
                .containsExactly("body reserved");
        createWithTwoRanges();
        assertThat(node.patch(QUEUE, "{\"reserved\":[{\"start\":6500,\"end\":6500}]}")
                        .expect(400)
                        .complaints())
                .containsExactly("body reserved");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"ranges\":[] | body ranges",
                "\"ranges\":{} | body ranges",
                "\"ranges\":null | body start;body end",
                "\"ranges\":[5] | body ranges[0]",
                "\"ranges\":[{}] | body ranges[0].start;body ranges[0].end",
                "\"ranges\":[{\"start\":6000,\"end\":\"x\"}] | body ranges[0].end",
                "\"ranges\":[{\"start\":1023,\"end\":6000}] | body ranges[0].start",
                "\"ranges\":[{\"start\":6001,\"end\":6000}] | body ranges[0].start",
                "\"ranges\":[{\"start\":6000,\"end\":6001,\"colour\":1}] | body ranges[0].colour",
                "\"ranges\":[{\"start\":6000,\"end\":6005},{\"start\":6005,\"end\":6009}] | body ranges[1]",
                "\"ranges\":[{\"start\":6000,\"end\":6005}],\"start\":6001 | body start",
                "\"ranges\":[{\"start\":6000,\"end\":6005}],\"end\":6006 | body end",
                "\"reserved\":[] | body start;body end",
                "\"start\":6000,\"end\":6009,\"reserved\":5 | body reserved",
                "\"start\":6000,\"end\":6009,\"reuse_delay\":-1 | body reuse_delay",
                "\"start\":6000,\"end\":6009,\"reuse_delay\":604801 | body reuse_delay",
                "\"start\":6000,\"end\":6009,\"reuse_delay\":null | body reuse_delay",
                "\"start\":6000,\"end\":6009,\"busy_delay\":1.5 | body busy_delay",
                "\"start\":6000,\"end\":6009,\"offer_ttl\":1 | body offer_ttl",
                "\"start\":6000,\"end\":6009,\"offer_ttl\":86401 | body offer_ttl",
                "\"start\":6000,\"end\":6009,\"offer_ttl\":\"60\" | body offer_ttl",
                "\"ranges\":[5],\"reserved\":5,\"reuse_delay\":\"x\" | body ranges[0];body reserved;body reuse_delay"
            })
    void fieldThatBreaksARuleIsNamed(String fields, String complaints) {
        assertThat(create(fields).expect(400).complaints()).containsExactly(complaints.split(";"));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17})
    void serviceHasSixteenRangesAtMost(int count) {
        StringBuilder ranges = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int port = 6000 + 10 * i;
            ranges.append(i == 0 ? "" : ",").append("{\"start\":" + port + ",\"end\":" + port + "}");
        }

        create("\"ranges\":[" + ranges + "]").expect(count <= 16 ? 201 : 400);
    }

    @Test
    void rangeInTheWayOfAnotherServiceIsShownWithAllOfItsRanges() {
        createWithTwoRanges();

        Answer refused = node.post(
                        SERVICES,
                        "{\"name\":\"other\",\"ranges\":[{\"start\":5000,\"end\":5009},{\"start\":7005,\"end\":7005}]}")
                .expect(409);

        assertThat(refused.code()).isEqualTo("range-overlap");
        assertThat(refused.json().at("/services/0/ranges"))
                .hasToString("[{\"start\":6000,\"end\":6009},{\"start\":7000,\"end\":7009}]");
    }
}

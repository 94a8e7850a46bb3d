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

/** Tests the filters of lists. */
class FiltersTest {
    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
        node.createDjango(5000, 5009);
        node.post("/v1/services", "{\"name\":\"rails\",\"start\":6000,\"end\":6009}")
                .expect(201);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Answer ask(String service, String query, String body) {
        return node.post("/v1/services/" + service + "/offers" + query, body).expect(201);
    }

    private List<String> names(String path) {
        return node.get(path).expect(200).each("name");
    }

    /** Rails' 6000 cools, and was c's. */
    private void populate() {
        ask("django", "", "{\"name\":\"a\",\"labels\":{\"host\":\"one\",\"a=b\":\"\"}}".replace("a=b", "zone"));
        ask("django", "?accept", "{\"name\":\"b\",\"labels\":{\"host\":\"one\"}}");
        ask("rails", "?accept", "{\"name\":\"b\",\"labels\":{\"host\":\"x=y z\"}}");
        Answer busy = ask("rails", "", "{\"name\":\"c\"}");
        node.post(busy.location() + "/reject", "{\"reason\":\"busy\",\"port\":6001}")
                .expect(204);
    }

    @Test
    void allServicesPortsAreListedByPort() {
        populate();

        Answer all = node.get("/v1/ports").expect(200);

        assertThat(all.each("port")).containsExactly("5000", "5001", "6000", "6001");
        assertThat(all.each("state")).containsExactly("offered", "allocated", "allocated", "cooling");
        assertThat(all.each("secret")).containsOnly("");
    }

    @Test
    void filtersCountTogether() {
        populate();

        assertThat(names("/v1/ports?service=rails")).containsExactly("b", "c");
        assertThat(names("/v1/ports?service=nobody")).isEmpty();
        assertThat(names("/v1/ports?state=offered")).containsExactly("a");
        assertThat(names("/v1/ports?state=cooling")).containsExactly("c");
        assertThat(names("/v1/ports?name=b")).containsExactly("b", "b");
        assertThat(names("/v1/ports?name=c")).containsExactly("c");
        assertThat(names("/v1/ports?label=host=one")).containsExactly("a", "b");
        assertThat(names("/v1/ports?label=host=one&label=zone=")).containsExactly("a");
        assertThat(names("/v1/ports?label=host=one&label=host=one")).containsExactly("a", "b");
        assertThat(names("/v1/ports?label=host%3Dx%3Dy%20z")).containsExactly("b");
        assertThat(names("/v1/ports?label=host=one&name=b&service=django")).containsExactly("b");
        assertThat(names("/v1/ports?name=b&state=offered")).isEmpty();
    }

    @Test
    void listsOfAServiceHaveFiltersToo() {
        populate();

        assertThat(names("/v1/services/rails/ports")).containsExactly("b");
        assertThat(names("/v1/services/rails/ports?state=allocated")).containsExactly("b");
        assertThat(names("/v1/services/rails/ports?state=cooling")).containsExactly("c");
        assertThat(names("/v1/services/django/ports?label=host=two")).isEmpty();
        assertThat(names("/v1/services/django/offers?label=host=one")).containsExactly("a");
        assertThat(names("/v1/services/django/offers?label=host=two")).isEmpty();
        node.get("/v1/services/nobody/ports?state=cooling").expect(404);
    }

    @Test
    void linkToTheNextPageKeepsTheFilters() {
        for (int i = 0; i < 6; i++) {
            ask("django", i < 3 ? "?accept" : "", "{\"name\":\"w" + i + "\",\"labels\":{\"k & l\":\"" + i % 2 + "\"}}");
        }
        List<String> found = new ArrayList<>();
        String next = "/v1/ports?limit=1&label=k%20%26%20l=0&service=django&state=allocated";
        while (next != null) {
            Answer page = node.get(next).expect(200);
            found.addAll(page.each("name"));
            next = page.next();
        }
        assertThat(found).containsExactly("w0", "w2");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/ports?state=free, query state",
        "/v1/ports?state=, query state",
        "/v1/ports?service=1, query service",
        "/v1/ports?name=, query name",
        "/v1/ports?label=host, query label",
        "/v1/ports?label==x, query label",
        "/v1/ports?label=a=1&label=a=2, query label",
        "/v1/ports?lease=5, query lease",
        "/v1/ports?name=a&name=b, query name",
        "/v1/ports?cursor=x, query cursor",
        "/v1/services/django/ports?state=offered, query state",
        "/v1/services/django/offers?label=host, query label",
        "/v1/leases?label=host, query label",
        "/v1/leases?cursor=cDUwMDA, query cursor"
    })
    void filterThatBreaksARuleIsNamed(String path, String complaint) {
        assertThat(node.get(path).expect(400).complaints()).containsExactly(complaint);
    }

    @Test
    void labelsOfAQueryAreBounded() {
        assertThat(node.get("/v1/ports?label=" + "x".repeat(64) + "=")
                        .expect(400)
                        .complaints())
                .containsExactly("query label");
        StringBuilder many = new StringBuilder("/v1/ports?");
        for (int i = 0; i < 17; i++) {
            many.append("&label=l").append(i).append('=');
        }
        assertThat(node.get(many.toString()).expect(400).complaints()).containsExactly("query label");
    }
}

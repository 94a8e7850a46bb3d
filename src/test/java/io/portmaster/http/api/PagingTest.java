package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** The names on each page of a list, from the first page to the last. */
    private List<List<String>> walk(String first) {
        List<List<String>> pages = new ArrayList<>();
        for (String path = first; path != null; path = next(path, pages)) {
            assertThat(pages).as("pages from " + first).hasSizeLessThan(100);
        }
        return pages;
    }

    private @Nullable String next(String path, List<List<String>> pages) {
        Answer page = node.get(path).expect(200);
        pages.add(page.each("name"));
        String link = page.header("Link");
        if (link == null) {
            return null;
        }
        Matcher next = NEXT.matcher(link);
        assertThat(next.matches()).as(link).isTrue();
        return URI.create(path).resolve(next.group(1)).toString();
    }

    @Test
    void servicesComeInPagesThatLinkToEachOther() {
        for (String name : List.of("e", "b", "a", "d", "c")) {
            int port = 5000 + name.charAt(0);
            node.post("/v1/services", "{\"name\":\"" + name + "\",\"start\":" + port + ",\"end\":" + port + "}")
                    .expect(201);
        }

        assertThat(walk("/v1/services?limit=2")).containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
        assertThat(walk("/v1/services?limit=5")).containsExactly(List.of("a", "b", "c", "d", "e"));
        assertThat(walk("/v1/services")).containsExactly(List.of("a", "b", "c", "d", "e"));
    }

    @Test
    void offersAndAllocationsComeInPagesOfTheirOwn() {
        node.createDjango(5000, 5009);
        for (int i = 0; i < 4; i++) {
            node.offer("offer-" + i);
            node.allocate("allocation-" + i);
        }

        assertThat(walk("/v1/services/django/offers?limit=3"))
                .containsExactly(List.of("offer-0", "offer-1", "offer-2"), List.of("offer-3"));
        assertThat(walk("/v1/services/django/ports?limit=2&stale"))
                .containsExactly(List.of("allocation-0", "allocation-1"), List.of("allocation-2", "allocation-3"));
    }

    @Test
    void whatStandsThroughoutTheWalkAppearsOnce() {
        node.createDjango(5000, 5009);
        for (int i = 0; i < 6; i++) {
            node.allocate("web-" + i);
        }
        List<List<String>> pages = new ArrayList<>();

        String second = next("/v1/services/django/ports?limit=2", pages);
        node.delete("/v1/services/django/ports/web-1").expect(204);
        node.delete("/v1/services/django/ports/web-3").expect(204);
        String third = next(second, pages);
        String end = next(third == null ? second : third, pages);

        assertThat(end).isNull();
        assertThat(pages).containsExactly(List.of("web-0", "web-1"), List.of("web-2", "web-4"), List.of("web-5"));
    }

    @Test
    void listWithATrailingSlashIsWalkedAsWell() {
        node.createDjango(5000, 5009);
        node.offer("web-01");
        node.offer("web-02");

        assertThat(walk("/v1/services/django/offers/?limit=1")).containsExactly(List.of("web-01"), List.of("web-02"));
    }

    @Test
    void linkKeepsTheLimitAndStaleness() {
        node.createDjango(5000, 5009);
        node.offer("web-01");
        node.offer("web-02");

        assertThat(node.get("/v1/services/django/offers?limit=1&stale").header("Link"))
                .matches("<offers\\?limit=1&cursor=[A-Za-z0-9_-]+&stale>; rel=\"next\"");
    }

    @Test
    void listIsAThousandLongUnlessTheLimitSaysOtherwise() {
        node.createDjango(5000, 6999);
        for (int i = 0; i < 1001; i++) {
            node.allocate("web-" + i);
        }

        assertThat(node.get("/v1/services/django/ports").json()).hasSize(1000);
        assertThat(node.get("/v1/services/django/ports?limit=10000").json()).hasSize(1001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10001", "-1", "1.0", "1e3", "x", "", "+5", "%20", "99999999999999999999", "%D9%A1"})
    void limitOutOfItsBoundsIsRefused(String limit) {
        node.createDjango(5000, 5009);
        for (String list : List.of("/v1/services", "/v1/services/django/offers", "/v1/services/django/ports")) {
            assertThat(node.get(list + "?limit=" + limit).expect(400).complaints())
                    .containsExactly("query limit");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "!", "bg", "bmRqYW5nbw==x", "cDUwMDAx", "bjUwMDA", "cC01", "cA", "cDk5OTk5OQ", "%00"})
    void cursorThatWasNeverGivenOutIsRefused(String cursor) {
        node.createDjango(5000, 5009);

        assertThat(node.get("/v1/services?cursor=" + cursor).expect(400).complaints())
                .containsExactly("query cursor");
    }

    @Test
    void cursorOfAnotherListIsRefused() {
        node.createDjango(5000, 5009);
        String byName = Cursor.after(new io.portmaster.domain.Name("django"));
        String byPort = Cursor.after(5000);

        node.get("/v1/services?cursor=" + byPort).expect(400);
        node.get("/v1/services/django/offers?cursor=" + byName).expect(400);
        node.get("/v1/services?cursor=" + byName).expect(200);
        node.get("/v1/services/django/offers?cursor=" + byPort).expect(200);
    }

    @Test
    void everythingWrongWithAQueryIsNamedAtOnce() {
        node.createDjango(5000, 5009);

        assertThat(node.get("/v1/services/django/offers?limit=0&cursor=!&stale=maybe")
                        .expect(400)
                        .complaints())
                .containsExactlyInAnyOrder("query limit", "query cursor", "query stale");
        assertThat(node.get("/v1/services?limit=1&limit=2").expect(400).complaints())
                .containsExactly("query limit");
    }

    @Test
    void unknownParametersDoNoHarmToARead() {
        node.createDjango(5000, 5009);

        node.get("/v1/services?colour=green&LIMIT=0&=&&x").expect(200);
        node.get("/v1/services/django?limit=nonsense").expect(200);
        node.delete("/v1/services/django?stale=true").expect(400);
    }
}

package io.portmaster.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Manages services at one node, and looks at what is there. An operator has patience: what is refused because the store gave no
 * answer in time, on a machine that stands still for a moment, is asked again, since nothing has happened.
 */
public record Operator(ApiClient api) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public Reply create(String service, int start, int end) throws IOException {
        return tryToCreate(service, start, end).expect(201);
    }

    Reply tryToCreate(String service, int start, int end) throws IOException {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("name", service)
                .put("start", start)
                .put("end", end);
        return patiently(() -> api.post("/v1/services", body.toString()));
    }

    Reply tryToResize(String service, int start, int end) throws IOException {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("start", start).put("end", end);
        return patiently(() -> api.send("PATCH", path(service), body.toString()));
    }

    Reply tryToDelete(String service) throws IOException {
        return patiently(() -> api.delete(path(service)));
    }

    Reply tryToDeleteByForce(String service) throws IOException {
        return patiently(() -> api.delete(path(service) + "?force=true"));
    }

    Reply look(String service) throws IOException {
        return patiently(() -> api.get(path(service)));
    }

    /** Who holds what, as {@code NAME PORT STATE}, from the service's two lists. */
    public List<String> holdings(String service) throws IOException {
        List<String> found = new ArrayList<>();
        for (String list : List.of("/offers", "/ports")) {
            Reply reply = patiently(() -> api.get(path(service) + list + "?limit=10000"))
                    .expect(200);
            reply.json()
                    .forEach(item -> found.add(
                            item.path("name").asText() + " " + item.path("port").asInt() + " "
                                    + item.path("state").asText()));
        }
        return found;
    }

    private static String path(String service) {
        return "/v1/services/" + service;
    }

    private static Reply patiently(Question question) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Reply reply = question.ask();
        while (reply.code().equals("store-unavailable") && System.nanoTime() - deadline < 0) {
            Await.pass(Duration.ofMillis(100));
            reply = question.ask();
        }
        return reply;
    }

    @FunctionalInterface
    private interface Question {
        Reply ask() throws IOException;
    }
}

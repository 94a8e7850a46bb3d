package io.portmaster.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.portmaster.cluster.ApiClient;
import io.portmaster.cluster.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the service is asked over HTTP: its requests as the API has them, and what its replies say. */
final class Entry {
    private static final int LONGEST_LIST = 10_000;

    private final String name;
    private final ApiClient api;
    private final String service;

    /** @param name {@code haproxy}, or a node's */
    Entry(String name, ApiClient api, String service) {
        this.name = name;
        this.api = api;
        this.service = "/v1/services/" + service;
    }

    /** An answer outside of the contract. */
    static final class BreachException extends Exception {
        private static final long serialVersionUID = 1L;

        BreachException(String message) {
            super(message);
        }
    }

    String name() {
        return name;
    }

    /** @param secret of a yes to an offer; null for all else */
    record Told(Answer answer, @Nullable String secret) {
        /** What came instead of an answer is no help. */
        static final Told NOTHING = new Told(new Answer.Unknown("not in the contract"));

        private Told(Answer answer) {
            this(answer, null);
        }
    }

    /** Asks once. */
    Told ask(Request request) throws BreachException {
        Reply reply;
        try {
            reply = send(request);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Told(new Answer.Refused(Answer.UNREACHABLE, null));
        } catch (IOException e) {
            return new Told(new Answer.Unknown(e.toString()));
        }
        try {
            return reply.status() < 300 ? yes(request, reply) : new Told(no(request, reply));
        } catch (AssertionError | IllegalArgumentException | NullPointerException e) {
            throw new BreachException(request + " at " + name + ": " + reply);
        }
    }

    private Reply send(Request request) throws IOException {
        if (request instanceof Request.Offer offer) {
            String path = service + "/offers" + (offer.acceptAtOnce() ? "?accept=true" : "");
            String body = JsonNodeFactory.instance
                    .objectNode()
                    .put("name", offer.name())
                    .toString();
            return offer.key() == null
                    ? api.post(path, body)
                    : api.send("POST", path, body, "Idempotency-Key", offer.key());
        } else if (request instanceof Request.Accept accept) {
            return api.post(service + "/offers/" + accept.secret() + "/accept", null);
        } else if (request instanceof Request.Reject reject) {
            return api.delete(service + "/offers/" + reject.secret());
        } else if (request instanceof Request.Release release) {
            return api.delete(service + "/ports/" + release.name());
        } else if (request instanceof Request.Find find) {
            return api.get(service + "/ports/" + find.name());
        } else {
            Request.List list = (Request.List) request;
            String which = list.state() == Holding.State.OFFERED ? "/offers" : "/ports";
            return api.get(service + which + "?limit=" + LONGEST_LIST);
        }
    }

    private static Told yes(Request request, Reply reply) {
        if (reply.status() == 204) {
            return new Told(new Answer.Gone());
        } else if (request instanceof Request.List) {
            List<Holding> holdings = new ArrayList<>();
            reply.json()
                    .forEach(
                            item -> holdings.add(holding(item, item.path("name").textValue())));
            return new Told(new Answer.Listed(holdings));
        }
        JsonNode json = reply.json();
        Holding holding = holding(json, json.path("name").textValue());
        long revision = Long.parseLong(String.valueOf(reply.header("ETag")).replace("\"", ""));
        return request instanceof Request.Find
                ? new Told(new Answer.Found(holding, revision))
                : new Told(
                        new Answer.Granted(holding, revision, reply.header("Idempotent-Replayed") != null),
                        json.path("secret").textValue());
    }

    private static Answer no(Request request, Reply reply) {
        String code = reply.code();
        if (code.isEmpty() || (reply.status() >= 500 && reply.status() != 503)) {
            throw new IllegalArgumentException("not in the contract");
        }
        JsonNode problem = reply.json();
        return code.equals("outcome-unknown")
                ? new Answer.Unknown(code)
                : new Answer.Refused(code, problem.has("state") ? holding(problem, request.name()) : null);
    }

    private static Holding holding(JsonNode json, @Nullable String name) {
        return new Holding(
                Objects.requireNonNull(name),
                json.path("port").intValue(),
                Holding.State.of(json.path("state").asText()));
    }
}

package io.portmaster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.portmaster.cluster.Exchange.Request;
import io.portmaster.cluster.Exchange.Verdict;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks for ports of one service, and has every exchange written down. */
final class Customer {
    private final ApiClient api;
    private final String service;
    private final History history;

    Customer(ApiClient api, String service, History history) {
        this.api = api;
        this.service = "/v1/services/" + service;
        this.history = history;
    }

    Exchange offer(String name) {
        return ask(Request.OFFER, name, 0, "POST", service + "/offers", named(name));
    }

    /** @param key with which the same can be asked again */
    Exchange offer(String name, String key) {
        return ask(Request.OFFER, name, 0, "POST", service + "/offers", named(name), "Idempotency-Key", key);
    }

    Exchange offerAccepted(String name) {
        return ask(Request.OFFER, name, 0, "POST", service + "/offers?accept=true", named(name));
    }

    /** @param offer a yes */
    Exchange accept(Exchange offer) {
        return ask(Request.ACCEPT, offer.name(), offer.port(), "POST", path(offer) + "/accept", null);
    }

    /** @param offer a yes */
    Exchange reject(Exchange offer) {
        return ask(Request.REJECT, offer.name(), offer.port(), "DELETE", path(offer), null);
    }

    Exchange release(Exchange holding) {
        return ask(
                Request.RELEASE, holding.name(), holding.port(), "DELETE", service + "/ports/" + holding.name(), null);
    }

    private String path(Exchange offer) {
        return service + "/offers/" + Objects.requireNonNull(offer.secret(), "not a yes to an offer");
    }

    private static String named(String name) {
        return JsonNodeFactory.instance.objectNode().put("name", name).toString();
    }

    /** @param port that the request is about, as far as the client knows */
    private Exchange ask(
            Request request,
            String name,
            int port,
            String method,
            String path,
            @Nullable String body,
            String... headers) {
        long asked = System.nanoTime();
        Reply reply;
        try {
            reply = api.send(method, path, body, headers);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return note(unanswered(request, name, asked, Verdict.NO, port, Exchange.UNREACHABLE));
        } catch (IOException e) {
            return note(unanswered(request, name, asked, Verdict.UNKNOWN, port, e.toString()));
        }
        long answered = System.nanoTime();
        Verdict verdict = verdict(reply);
        JsonNode json = reply.text().isEmpty() ? JsonNodeFactory.instance.objectNode() : reply.json();
        return note(new Exchange(
                request,
                name,
                asked,
                answered,
                verdict,
                json.path("port").asInt(port),
                json.path("state").asText(),
                json.path("secret").asText(null),
                reply.code()));
    }

    private static Exchange unanswered(
            Request request, String name, long asked, Verdict verdict, int port, String code) {
        return new Exchange(request, name, asked, System.nanoTime(), verdict, port, "", null, code);
    }

    private static Verdict verdict(Reply reply) {
        if (reply.status() < 300) {
            return Verdict.YES;
        }
        if (reply.code().isEmpty() || (reply.status() >= 500 && reply.status() != 503)) {
            throw new AssertionError("not in the contract: " + reply);
        }
        return reply.code().equals("outcome-unknown") ? Verdict.UNKNOWN : Verdict.NO;
    }

    private Exchange note(Exchange exchange) {
        history.add(exchange);
        return exchange;
    }
}

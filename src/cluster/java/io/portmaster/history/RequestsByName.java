package io.portmaster.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The requests that can change something, by name and kind, oldest first. */
final class RequestsByName {
    private final Map<String, List<Exchange>> offers = new HashMap<>();
    private final Map<String, List<Exchange>> accepts = new HashMap<>();
    private final Map<String, List<Exchange>> rejects = new HashMap<>();
    private final Map<String, List<Exchange>> releases = new HashMap<>();

    /** @param exchanges in the order in which they were asked */
    RequestsByName(List<Exchange> exchanges) {
        exchanges.forEach(this::add);
    }

    private void add(Exchange exchange) {
        Request request = exchange.request();
        if (request instanceof Request.Offer offer) {
            list(offers, offer.name()).add(exchange);
        } else if (request instanceof Request.Accept accept) {
            list(accepts, accept.name()).add(exchange);
        } else if (request instanceof Request.Reject reject) {
            list(rejects, reject.name()).add(exchange);
        } else if (request instanceof Request.Release release) {
            list(releases, release.name()).add(exchange);
        }
    }

    private static List<Exchange> list(Map<String, List<Exchange>> byName, String name) {
        return byName.computeIfAbsent(name, unknown -> new ArrayList<>());
    }

    List<Exchange> offers(String name) {
        return offers.getOrDefault(name, List.of());
    }

    List<Exchange> accepts(String name) {
        return accepts.getOrDefault(name, List.of());
    }

    /** The accepts that show the secret of one port of a name. */
    List<Exchange> accepts(String name, int port) {
        return accepts(name).stream()
                .filter(exchange -> ((Request.Accept) exchange.request()).port() == port)
                .toList();
    }

    List<Exchange> rejects(String name, int port) {
        return rejects.getOrDefault(name, List.of()).stream()
                .filter(exchange -> ((Request.Reject) exchange.request()).port() == port)
                .toList();
    }

    List<Exchange> releases(String name) {
        return releases.getOrDefault(name, List.of());
    }

    /** Whether the request may have changed something itself: it was not refused, and its answer was not a replay. */
    static boolean mayHaveActed(Exchange exchange) {
        Answer answer = exchange.answer();
        return !(answer instanceof Answer.Refused) && !(answer instanceof Answer.Granted granted && granted.replayed());
    }
}

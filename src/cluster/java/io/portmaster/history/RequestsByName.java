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
    private final Map<String, List<Exchange>> moves = new HashMap<>();
    private final Map<String, List<Exchange>> nexts = new HashMap<>();

    /**
     * @param asked in the order in which they were asked, as they were
     * @param exchanges in the same order, each about one name
     */
    RequestsByName(List<Exchange> asked, List<Exchange> exchanges) {
        asked.forEach(this::addNext);
        exchanges.forEach(this::add);
    }

    private void addNext(Exchange exchange) {
        if (exchange.request() instanceof Request.RejectBusy busy && busy.next()) {
            list(nexts, busy.name()).add(exchange);
        } else if (exchange.request() instanceof Request.NextAll next) {
            next.offers().forEach(offer -> list(nexts, offer.name()).add(exchange));
        }
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
        } else if (request instanceof Request.Move move) {
            list(moves, move.name()).add(exchange);
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

    /** The requests that move the name's allocation to another lease, or off its lease. */
    List<Exchange> moves(String name) {
        return moves.getOrDefault(name, List.of());
    }

    /** The requests for other ports in place of busy ones that are about the name's offer, or about its group. */
    List<Exchange> nexts(String name) {
        return nexts.getOrDefault(name, List.of());
    }

    /** Whether the request may have changed something itself: it was not refused, and its answer was not a replay. */
    static boolean mayHaveActed(Exchange exchange) {
        Answer answer = exchange.answer();
        return !(answer instanceof Answer.Refused) && !(answer instanceof Answer.Granted granted && granted.replayed());
    }
}

package io.portmaster.cluster;

import io.portmaster.cluster.Exchange.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What may stand in etcd, by all that the clients of a service were told. A yes and a no leave one possibility; an unknown
 * outcome leaves two. Offers must not expire meanwhile, and nobody else may change the service's ports.
 */
final class Expectation {
    private static final State ABSENT = new State("absent", 0);

    private final Map<String, Fate> fates = new HashMap<>();
    private final List<String> contradictions = new ArrayList<>();

    private Expectation() {}

    static Expectation from(History history) {
        Expectation expectation = new Expectation();
        history.exchanges().forEach(expectation::take);
        return expectation;
    }

    /** Where an answer contradicts an earlier one, and where the keys contradict them all. None is what should be. */
    List<String> contradictions(KeySpace keys, String service) {
        List<String> found = new ArrayList<>(contradictions);
        Map<String, State> actual = keys.ports().stream()
                .filter(port -> port.service().equals(service))
                .collect(Collectors.toMap(KeySpace.Port::name, port -> new State(port.state(), port.port())));
        fates.forEach((name, fate) -> {
            State state = actual.getOrDefault(name, ABSENT);
            if (!fate.allows(state)) {
                found.add(name + " is " + state + ", and its client was told " + fate);
            }
        });
        actual.forEach((name, state) -> {
            if (!fates.containsKey(name)) {
                found.add(name + " is " + state + ", and nobody asked for it");
            }
        });
        return found;
    }

    private void take(Exchange exchange) {
        Fate fate = fates.computeIfAbsent(exchange.name(), name -> new Fate());
        String before = fate.toString();
        boolean expected =
                switch (exchange.verdict()) {
                    case YES -> fate.takeYes(exchange);
                    case NO -> fate.takeNo(exchange);
                    case UNKNOWN -> fate.takeUnknown(exchange);
                };
        if (!expected) {
            contradictions.add("while it was " + before + ": " + exchange);
        }
    }

    /**
     * @param kind as records spell it, or absent
     * @param port 0 for any
     */
    private record State(String kind, int port) {
        boolean covers(State other) {
            return kind.equals(other.kind) && (port == 0 || port == other.port);
        }
    }

    /** What a name may be. */
    private static final class Fate {
        private Set<State> possible = new HashSet<>(Set.of(ABSENT));

        /** What a claim of unknown outcome would make of the name, should it arrive when the name is free again. */
        private final Set<State> late = new HashSet<>();

        boolean allows(State state) {
            return possible.stream().anyMatch(one -> one.covers(state));
        }

        boolean takeYes(Exchange exchange) {
            State now =
                    switch (exchange.request()) {
                        case OFFER -> new State(exchange.state(), exchange.port());
                        case ACCEPT -> new State("allocated", exchange.port());
                        case REJECT, RELEASE -> ABSENT;
                    };
            boolean expected =
                    switch (exchange.request()) {
                        case OFFER -> allows(ABSENT) || allows(now);
                        case ACCEPT -> allows(new State("offered", exchange.port())) || allows(now);
                        case REJECT -> allows(new State("offered", exchange.port()));
                        case RELEASE -> allows(new State("allocated", exchange.port()));
                    };
            become(Set.of(now));
            return expected;
        }

        boolean takeNo(Exchange exchange) {
            return switch (exchange.code()) {
                case "name-taken", "offer-accepted" -> {
                    State now = new State(exchange.state(), exchange.port());
                    boolean expected = allows(now);
                    become(Set.of(now));
                    yield expected;
                }
                case "offer-not-found" -> without("offered", exchange);
                case "port-not-found" -> without("allocated", exchange);
                default -> true;
            };
        }

        private boolean without(String kind, Exchange exchange) {
            Set<State> rest = possible.stream()
                    .filter(state -> !state.kind().equals(kind))
                    .collect(Collectors.toSet());
            // An accepted offer is found by its secret all the same.
            if (exchange.request() == Request.ACCEPT || exchange.request() == Request.REJECT) {
                rest.removeIf(state -> state.kind().equals("allocated"));
            }
            become(rest.isEmpty() ? Set.of(ABSENT) : rest);
            return !rest.isEmpty();
        }

        boolean takeUnknown(Exchange exchange) {
            Set<State> either = new HashSet<>(possible);
            switch (exchange.request()) {
                case OFFER -> {
                    late.add(new State("offered", 0));
                    late.add(new State("allocated", 0));
                    either.addAll(late);
                }
                case ACCEPT -> either.add(new State("allocated", exchange.port()));
                case REJECT, RELEASE -> either.add(ABSENT);
            }
            become(either);
            return true;
        }

        private void become(Set<State> states) {
            possible = new HashSet<>(states);
            if (possible.contains(ABSENT)) {
                possible.addAll(late);
            }
        }

        @Override
        public String toString() {
            return possible.toString();
        }
    }

    /** Names whose fate nobody knows for sure. */
    long uncertain() {
        return fates.values().stream().filter(fate -> fate.possible.size() > 1).count();
    }
}

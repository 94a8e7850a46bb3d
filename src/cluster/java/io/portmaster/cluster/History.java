package io.portmaster.cluster;

import io.portmaster.cluster.Exchange.Request;
import io.portmaster.cluster.Exchange.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** All that the clients of one service asked and were told. A name belongs to one client, which asks one thing at a time. */
final class History {
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();

    void add(Exchange exchange) {
        exchanges.add(exchange);
        if (exchange.verdict() != Verdict.UNKNOWN && !exchange.isUnserved()) {
            served.incrementAndGet();
        }
    }

    int size() {
        return exchanges.size();
    }

    /** How many exchanges so far had a result: a measure of progress. */
    int served() {
        return served.get();
    }

    /** In the order of the answers. */
    List<Exchange> exchanges() {
        return exchanges.stream()
                .sorted(Comparator.comparingLong(Exchange::answered))
                .toList();
    }

    List<Exchange> yes(Request request) {
        return exchanges().stream()
                .filter(exchange -> exchange.isYesTo(request))
                .toList();
    }

    List<Exchange> no() {
        return withVerdict(Verdict.NO);
    }

    List<Exchange> unknown() {
        return withVerdict(Verdict.UNKNOWN);
    }

    private List<Exchange> withVerdict(Verdict verdict) {
        return exchanges().stream()
                .filter(exchange -> exchange.verdict() == verdict)
                .toList();
    }

    /**
     * Where two names held one port at the same time, by all that their clients knew: one had been told that it has the port,
     * and had not asked to give it back, when the other was told the same. Offers must not expire meanwhile.
     */
    List<String> portsHeldTwice() {
        List<String> found = new ArrayList<>();
        Map<Integer, List<Tenure>> byPort = tenures().stream().collect(Collectors.groupingBy(Tenure::port));
        for (List<Tenure> tenures : byPort.values()) {
            tenures.sort(Comparator.comparingLong(Tenure::from));
            long heldUntil = Long.MIN_VALUE;
            for (Tenure tenure : tenures) {
                if (tenure.from() < heldUntil) {
                    found.add("port " + tenure.port() + ": " + tenures);
                    break;
                }
                heldUntil = Math.max(heldUntil, tenure.until());
            }
        }
        return found;
    }

    private List<Tenure> tenures() {
        List<Tenure> found = new ArrayList<>();
        Map<String, Tenure> open = new HashMap<>();
        for (Exchange exchange : exchanges()) {
            String name = exchange.name();
            boolean gives = exchange.request() == Request.OFFER || exchange.request() == Request.ACCEPT;
            if (gives && exchange.isYes()) {
                open.putIfAbsent(name, new Tenure(exchange.port(), name, exchange.answered(), Long.MAX_VALUE));
            } else if (!gives && exchange.verdict() != Verdict.NO && open.containsKey(name)) {
                found.add(open.remove(name).endingAt(exchange.asked()));
            }
        }
        found.addAll(open.values());
        return found;
    }

    /** How often each thing was asked and how it was answered, for the record. */
    @Override
    public String toString() {
        return exchanges().stream()
                .collect(Collectors.groupingBy(
                        exchange -> exchange.request() + " "
                                + (exchange.code().isEmpty() ? exchange.verdict() : exchange.code()),
                        TreeMap::new,
                        Collectors.counting()))
                .toString();
    }

    /** A port that a name held for sure, from one instant to another. */
    private record Tenure(int port, String name, long from, long until) {
        Tenure endingAt(long end) {
            return new Tenure(port, name, from, end);
        }
    }
}

package io.portmaster.history;

import io.portmaster.history.AccessPoint.BreachException;
import io.portmaster.history.AccessPoint.Told;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** All that clients asked and were told, and all reads of etcd itself. Many threads write to it. */
public final class Journal {
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final Queue<RawRead> rawReads = new ConcurrentLinkedQueue<>();
    private final Queue<String> breaches = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();

    /** Asks once, and keeps the answer. */
    public Exchange ask(int client, AccessPoint entry, Request request) {
        long asked = System.nanoTime();
        Told told;
        try {
            told = entry.ask(request);
        } catch (BreachException e) {
            breaches.add(String.valueOf(e.getMessage()));
            told = Told.NOTHING;
        }
        Exchange exchange =
                new Exchange(client, entry.name(), request, asked, System.nanoTime(), told.answer(), told.secret());
        exchanges.add(exchange);
        if (!exchange.isUnknown() && !exchange.isUnserved()) {
            served.incrementAndGet();
        }
        return exchange;
    }

    public void add(RawRead read) {
        rawReads.add(read);
    }

    /** All exchanges, by the time at which they were asked. */
    public List<Exchange> exchanges() {
        return exchanges.stream()
                .sorted(Comparator.comparingLong(Exchange::asked))
                .toList();
    }

    /** The exchanges of one kind of request, by the time at which they were asked. */
    public List<Exchange> exchanges(Predicate<Exchange> kind) {
        return exchanges().stream().filter(kind).toList();
    }

    /** The refused exchanges, by the time of their answers. */
    public List<Exchange> refused() {
        return exchanges.stream()
                .filter(exchange -> exchange.answer() instanceof Answer.Refused)
                .sorted(Comparator.comparingLong(Exchange::answered))
                .toList();
    }

    public int size() {
        return exchanges.size();
    }

    /** How many exchanges so far had a result: a measure of progress. */
    public int served() {
        return served.get();
    }

    public List<RawRead> rawReads() {
        return List.copyOf(rawReads);
    }

    /** The answers that break the API's contract. */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    /** How often each thing was asked and how it was answered. */
    @Override
    public String toString() {
        return exchanges.stream()
                .collect(Collectors.groupingBy(Journal::words, TreeMap::new, Collectors.counting()))
                .toString();
    }

    private static String words(Exchange exchange) {
        Answer answer = exchange.answer();
        String result = answer instanceof Answer.Refused refused
                ? refused.code()
                : answer instanceof Answer.Unknown ? "unknown" : "yes";
        return exchange.request().getClass().getSimpleName() + " " + result;
    }
}

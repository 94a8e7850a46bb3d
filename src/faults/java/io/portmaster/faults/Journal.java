package io.portmaster.faults;

import io.portmaster.faults.Entry.BreachException;
import io.portmaster.faults.Entry.Told;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** All that clients asked and were told, and what was read of etcd beside it. Written by many threads. */
final class Journal {
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final Queue<RawRead> rawReads = new ConcurrentLinkedQueue<>();
    private final Queue<String> breaches = new ConcurrentLinkedQueue<>();

    /** Asks once, and writes down what was told. */
    Told ask(int client, Entry entry, Request request) {
        long asked = System.nanoTime();
        Told told;
        try {
            told = entry.ask(request);
        } catch (BreachException e) {
            breaches.add(String.valueOf(e.getMessage()));
            told = Told.NOTHING;
        }
        exchanges.add(new Exchange(client, entry.name(), request, asked, System.nanoTime(), told.answer()));
        return told;
    }

    void add(RawRead read) {
        rawReads.add(read);
    }

    /** In the order in which they were asked. */
    List<Exchange> exchanges() {
        return exchanges.stream()
                .sorted(Comparator.comparingLong(Exchange::asked))
                .toList();
    }

    List<RawRead> rawReads() {
        return List.copyOf(rawReads);
    }

    /** Answers that the contract doesn't know. */
    List<String> breaches() {
        return List.copyOf(breaches);
    }
}

package io.portmaster.http;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is under way, and how much was turned away since the start. Shared by all event loops; for those who watch a node. */
public final class Traffic {
    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

    /** What is refused by the thousand makes no thousand lines. */
    private static final Duration LINE_EVERY = Duration.ofSeconds(10);

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<Shed, LongAdder> sheds = new EnumMap<>(Shed.class);
    private final Map<Due, LongAdder> ends = new EnumMap<>(Due.class);
    private final AtomicLong lastLine = new AtomicLong(System.nanoTime() - LINE_EVERY.toNanos());

    public Traffic() {
        for (Shed shed : Shed.values()) {
            sheds.put(shed, new LongAdder());
        }
        for (Due due : Due.values()) {
            ends.put(due, new LongAdder());
        }
    }

    /** Connections that are open. */
    public int connections() {
        return connections.get();
    }

    /** Requests that wait for an answer from the allocator. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Requests refused as too many, for that reason. */
    public long count(Shed shed) {
        return of(sheds, shed).sum();
    }

    /** Connections ended because that took the client too long. */
    public long count(Due due) {
        return of(ends, due).sum();
    }

    void connect() {
        connections.incrementAndGet();
    }

    void disconnect() {
        connections.decrementAndGet();
    }

    /** @return false, with nothing changed, if there are as many as that already */
    boolean enter(int limit) {
        if (inFlight.incrementAndGet() <= limit) {
            return true;
        }
        inFlight.decrementAndGet();
        return false;
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    void add(Shed shed) {
        of(sheds, shed).increment();
        long now = System.nanoTime();
        long last = lastLine.get();
        if (now - last >= LINE_EVERY.toNanos() && lastLine.compareAndSet(last, now)) {
            LOG.warn("refuses requests, since {}", shed.why());
        }
    }

    void add(Due due) {
        of(ends, due).increment();
    }

    private static <K> LongAdder of(Map<K, LongAdder> counts, K what) {
        LongAdder count = counts.get(what);
        if (count == null) {
            throw new IllegalStateException("nothing counts " + what);
        }
        return count;
    }
}

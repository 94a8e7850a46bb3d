package io.portmaster.http.server;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is in progress, and what was refused since the start, for metrics. Shared by all event loops. */
public final class Traffic {
    private static final Logger log = LoggerFactory.getLogger(Traffic.class);

    /** The shortest time between two log lines on refusals, of which there may be thousands. */
    private static final Duration LINE_EVERY = Duration.ofSeconds(10);

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<OverloadReason, LongAdder> overloads = new EnumMap<>(OverloadReason.class);
    private final Map<RequestPhase, LongAdder> ends = new EnumMap<>(RequestPhase.class);
    private final AtomicLong lastLine = new AtomicLong(System.nanoTime() - LINE_EVERY.toNanos());

    public Traffic() {
        for (OverloadReason reason : OverloadReason.values()) {
            overloads.put(reason, new LongAdder());
        }
        for (RequestPhase phase : RequestPhase.values()) {
            ends.put(phase, new LongAdder());
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

    /** Requests that were refused as overloaded for this reason. */
    public long count(OverloadReason reason) {
        return of(overloads, reason).sum();
    }

    /** Connections that were ended because the client took too long for this phase. */
    public long count(RequestPhase phase) {
        return of(ends, phase).sum();
    }

    void connect() {
        connections.incrementAndGet();
    }

    void disconnect() {
        connections.decrementAndGet();
    }

    /** @return false if the limit is reached; then nothing has changed */
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

    public void add(OverloadReason reason) {
        of(overloads, reason).increment();
        long now = System.nanoTime();
        long last = lastLine.get();
        if (now - last >= LINE_EVERY.toNanos() && lastLine.compareAndSet(last, now)) {
            log.warn("this node refuses requests as overloaded: {}", reason.text());
        }
    }

    void add(RequestPhase phase) {
        of(ends, phase).increment();
    }

    private static <K> LongAdder of(Map<K, LongAdder> counts, K what) {
        LongAdder count = counts.get(what);
        if (count == null) {
            throw new IllegalStateException("nothing counts " + what);
        }
        return count;
    }
}

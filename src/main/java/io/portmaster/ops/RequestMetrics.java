package io.portmaster.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts answers and measures how long they took. May be called from any thread. */
public final class RequestMetrics {
    /** Other methods are counted together: clients may send any word, and each would become a time series. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final MeterRegistry meters;

    /** The timers by route, method and status. A look-up in the registry would take longer than the counting. */
    private final Map<String, Map<String, Map<Integer, Timer>>> timers = new ConcurrentHashMap<>();

    RequestMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** @param route the route's path with parameters in braces, or {@code none} */
    public void answered(String method, String route, int status, long nanos) {
        String known = METHODS.contains(method) ? method : "other";
        timers.computeIfAbsent(route, any -> new ConcurrentHashMap<>())
                .computeIfAbsent(known, any -> new ConcurrentHashMap<>())
                .computeIfAbsent(status, any -> timer(known, route, status))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String method, String route, int status) {
        return Timer.builder("http.server.requests")
                .description("Answers, and the time from a request's head to the end of its answer.")
                .tag("method", method)
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .register(meters);
    }
}

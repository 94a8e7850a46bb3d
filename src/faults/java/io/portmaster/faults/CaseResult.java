package io.portmaster.faults;

import io.portmaster.history.Answer;
import io.portmaster.history.Exchange;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The result of a case's run.
 *
 * @param revisions of etcd that were checked
 * @param violations in words; none is what should be
 */
record CaseResult(
        FaultCase what,
        long seed,
        Duration length,
        List<Injection> injections,
        List<Exchange> exchanges,
        long revisions,
        List<String> violations) {

    /** Codes of answers that say nothing of a port: the service was of no use to the client. */
    private static final List<String> UNSERVED = List.of("store-unavailable", "overloaded", Answer.UNREACHABLE);

    long unknown() {
        return count(exchange -> exchange.answer() instanceof Answer.Unknown);
    }

    long unserved() {
        return count(CaseResult::isUnserved);
    }

    /** The most requests of one client of HAProxy that failed between two injections. */
    long mostFailuresBehindHaproxy() {
        return failuresBehindHaproxy().stream()
                .collect(Collectors.groupingBy(
                        failed -> failed.client() + " " + injectionsBefore(failed), Collectors.counting()))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    /** The requests through HAProxy that were not served. */
    List<Exchange> failuresBehindHaproxy() {
        return exchanges.stream()
                .filter(exchange -> exchange.entry().equals(Host.HAPROXY) && failed(exchange))
                .toList();
    }

    /** How many injections had begun when the exchange was answered. */
    private long injectionsBefore(Exchange exchange) {
        return injections.stream()
                .filter(injection -> exchange.answered() - injection.begun() >= 0)
                .count();
    }

    /**
     * The longest time in milliseconds from an injection until HAProxy's clients were granted something that they had asked
     * since.
     */
    long longestUntilServed() {
        return longest(injections.stream().mapToLong(injection -> untilGranted(injection.broken(), Host.HAPROXY)));
    }

    /**
     * The longest time in milliseconds from the beginning of a remedy until every node had granted something that was asked
     * since.
     */
    long longestUntilAllServe() {
        return longest(injections.stream().mapToLong(injection -> Host.NODES.stream()
                .mapToLong(node -> untilGranted(injection.mended(), node))
                .max()
                .orElse(0)));
    }

    private long untilGranted(long since, String entry) {
        return exchanges.stream()
                        .filter(exchange -> exchange.asked() - since >= 0
                                && exchange.entry().equals(entry)
                                && (exchange.answer() instanceof Answer.Granted
                                        || exchange.answer() instanceof Answer.Gone))
                        .mapToLong(exchange -> exchange.answered() - since)
                        .min()
                        .orElse(0)
                / 1_000_000;
    }

    private static long longest(LongStream millis) {
        return millis.max().orElse(0);
    }

    private long count(Predicate<Exchange> which) {
        return exchanges.stream().filter(which).count();
    }

    private static boolean failed(Exchange exchange) {
        return exchange.answer() instanceof Answer.Unknown || isUnserved(exchange);
    }

    private static boolean isUnserved(Exchange exchange) {
        return exchange.answer() instanceof Answer.Refused refused && UNSERVED.contains(refused.code());
    }
}

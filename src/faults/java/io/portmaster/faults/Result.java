package io.portmaster.faults;

import io.portmaster.history.Answer;
import io.portmaster.history.Exchange;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a trial has shown.
 *
 * @param revisions of etcd that were checked
 * @param violations in words; none is what should be
 */
record Result(
        FaultCase what,
        long seed,
        Duration length,
        List<Strike> strikes,
        List<Exchange> exchanges,
        long revisions,
        List<String> violations) {

    /** Codes that say nothing of a port: the service was of no use. */
    private static final List<String> UNSERVED = List.of("store-unavailable", "overloaded", Answer.UNREACHABLE);

    long unknown() {
        return count(exchange -> exchange.answer() instanceof Answer.Unknown);
    }

    long unserved() {
        return count(Result::isUnserved);
    }

    /** Of one client of HAProxy's, the requests that failed from one strike to the next, most of any client and strike. */
    long mostFailuresBehindHaproxy() {
        return failuresBehindHaproxy().stream()
                .collect(Collectors.groupingBy(
                        failed -> failed.client() + " " + strikeBefore(failed), Collectors.counting()))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    /** What HAProxy's clients were not served. */
    List<Exchange> failuresBehindHaproxy() {
        return exchanges.stream()
                .filter(exchange -> exchange.entry().equals(Host.HAPROXY) && failed(exchange))
                .toList();
    }

    /** How many strikes there had been when that was answered. */
    private long strikeBefore(Exchange exchange) {
        return strikes.stream()
                .filter(strike -> exchange.answered() - strike.struck() >= 0)
                .count();
    }

    /** Milliseconds from each strike until HAProxy's clients were granted what they had asked since, the longest of it. */
    long longestUntilServed() {
        return longest(strikes.stream().mapToLong(strike -> untilGranted(strike.broken(), Host.HAPROXY)));
    }

    /** Milliseconds from the beginning of each remedy until every node did so, the longest of it. */
    long longestUntilAllServe() {
        return longest(strikes.stream().mapToLong(strike -> Host.NODES.stream()
                .mapToLong(node -> untilGranted(strike.mended(), node))
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

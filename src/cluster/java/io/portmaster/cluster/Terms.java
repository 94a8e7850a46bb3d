package io.portmaster.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What ends by itself: for how long it was promised to stand, and when it had gone from etcd. */
final class Terms {
    /** What etcd and a shared lease may add to a time, besides elections: the contract's least bound. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final Queue<Term> standing = new ConcurrentLinkedQueue<>();
    private final Set<Kind> kinds = ConcurrentHashMap.newKeySet();
    private final Queue<End> ends = new ConcurrentLinkedQueue<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    /** Why something stands for a time. */
    enum Kind {
        /** An offer that nobody accepts. */
        OFFER,
        /** A port that was released. */
        COOLING,
        /** An allocation on a lease that nobody renews. */
        LEASED,
        /** The port of such an allocation. */
        LINGERING
    }

    /**
     * @param name that had the port, and no other one
     * @param asked when the request was sent from which the time counts, by {@link System#nanoTime}
     * @param time for which it stands at least
     */
    private record Term(Kind kind, String name, int port, long asked, Duration time) {
        long due() {
            return asked + time.toNanos();
        }

        boolean standsIn(KeySpace keys) {
            KeySpace.Port held = keys.port(port);
            KeySpace.Cooling cooling = keys.cooling(port);
            return kind == Kind.COOLING || kind == Kind.LINGERING
                    ? cooling != null && cooling.name().equals(name)
                    : held != null && held.name().equals(name);
        }
    }

    /** @param seen when etcd showed that it had gone */
    private record End(Term term, long seen) {
        /** Negative if it has gone too early. */
        Duration late() {
            return Duration.ofNanos(seen - term.due());
        }

        Duration since(long moment) {
            return Duration.ofNanos(seen - moment);
        }
    }

    /** Adds something that stands: its request was acknowledged. */
    void add(Kind kind, String name, int port, long asked, int seconds) {
        standing.add(new Term(kind, name, port, asked, Duration.ofSeconds(seconds)));
        kinds.add(kind);
    }

    /** Whether something of each kind was added. */
    boolean hasAllKinds() {
        return kinds.size() == Kind.values().length;
    }

    /** Reads etcd, and notes what has gone and what is wrong. One thread does so, again and again. */
    void look(Supplier<KeySpace> etcd) {
        List<Term> known = List.copyOf(standing);
        KeySpace keys = etcd.get();
        long seen = System.nanoTime();
        violations.addAll(Invariants.violations(keys));
        for (Term term : known) {
            if (!term.standsIn(keys)) {
                ends.add(new End(term, seen));
                standing.remove(term);
            }
        }
    }

    /** Whether all has ended. */
    boolean isOver() {
        return standing.isEmpty();
    }

    /** What was wrong with the keys at any look. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** The kinds of which something has ended. */
    Set<Kind> kinds() {
        return ends.stream().map(end -> end.term().kind()).collect(Collectors.toSet());
    }

    /** What has gone before its time was over. */
    List<String> early() {
        return ends.stream().filter(end -> end.late().isNegative()).map(End::toString).toList();
    }

    /**
     * What has gone later than its time and the allowed delay after it was due to end.
     *
     * @param moved when all leases of etcd had got their whole time anew for the last time, by {@link System#nanoTime}
     */
    List<String> late(long moved) {
        return ends.stream()
                .filter(end -> end.late().compareTo(SLACK) > 0)
                .filter(end -> end.since(moved).compareTo(end.term().time().plus(SLACK)) > 0)
                .map(End::toString)
                .toList();
    }

    /** A line for each kind: how late it has gone. */
    List<String> report(long moved) {
        List<String> lines = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<End> all =
                    ends.stream().filter(end -> end.term().kind() == kind).toList();
            lines.add(kind + ": " + all.size() + ", late by " + seconds(all, 0.5, End::late) + " (median), "
                    + seconds(all, 1, End::late) + " (most); the last one " + seconds(all, 1, end -> end.since(moved))
                    + " after the last move");
        }
        return lines;
    }

    private static String seconds(List<End> ends, double quantile, Function<End, Duration> measure) {
        List<Duration> sorted = ends.stream().map(measure).sorted().toList();
        int index = (int) Math.min(sorted.size() - 1L, Math.round(quantile * sorted.size()));
        return sorted.isEmpty() ? "-" : String.format("%.1f s", sorted.get(index).toMillis() / 1e3);
    }
}

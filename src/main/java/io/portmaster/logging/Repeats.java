package io.portmaster.logging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which log lines repeat others. The first line of a kind begins a period of {@link #PERIOD}. In that period each text of
 * the kind is written once, and at most {@link #TEXTS} different texts are written. Further lines are counted. Thread-safe.
 */
final class Repeats {
    static final Duration PERIOD = Duration.ofSeconds(10);

    /** The texts of one kind may differ in something important, such as an address. */
    static final int TEXTS = 5;

    /** Lines of further kinds are all written. A kind is a line of the source, so that there are few. */
    static final int MAX_KINDS = 1_000;

    private final Map<Kind, Period> periods = new HashMap<>();

    /**
     * The lines that one statement in the source logs.
     *
     * @param pattern the message before its arguments are filled in
     */
    record Kind(String logger, String pattern) {}

    /**
     * The lines of a kind that were not written in a period.
     *
     * @param text of the last line that was not written
     * @param count 1 or more
     */
    record Summary(Kind kind, String text, long count) {}

    /**
     * Whether the line is to be written. If not, it is counted.
     *
     * @param text the message with its arguments filled in
     * @param now nanoseconds of a monotonic clock
     */
    synchronized boolean isWorthWriting(Kind kind, String text, long now) {
        Period period = periods.get(kind);
        if (period == null || (period.isOver(now) && period.count == 0)) {
            if (periods.size() >= MAX_KINDS) {
                periods.values().removeIf(other -> other.isOver(now) && other.count == 0);
            }
            if (periods.size() < MAX_KINDS) {
                periods.put(kind, new Period(now, text));
            }
            return true;
        }
        if (period.texts.size() < TEXTS && period.texts.add(text)) {
            return true;
        }
        period.count++;
        period.lastText = text;
        return false;
    }

    /** Ends the periods whose time is over, and returns their summaries. */
    synchronized List<Summary> endPeriods(long now) {
        List<Summary> summaries = new ArrayList<>();
        for (Iterator<Map.Entry<Kind, Period>> all = periods.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Kind, Period> each = all.next();
            if (each.getValue().isOver(now)) {
                all.remove();
                addSummary(each.getKey(), each.getValue(), summaries);
            }
        }
        return summaries;
    }

    /** Ends all periods, over or not, and returns their summaries. */
    synchronized List<Summary> endAllPeriods() {
        List<Summary> summaries = new ArrayList<>();
        periods.forEach((kind, period) -> addSummary(kind, period, summaries));
        periods.clear();
        return summaries;
    }

    /** Whether there are counted lines without a summary. */
    synchronized boolean hasCounted() {
        return periods.values().stream().anyMatch(period -> period.count > 0);
    }

    private static void addSummary(Kind kind, Period period, List<Summary> summaries) {
        if (period.count > 0) {
            summaries.add(new Summary(kind, period.lastText, period.count));
        }
    }

    private static final class Period {
        private final long begun;
        private final Set<String> texts = new HashSet<>();
        private String lastText;
        private long count;

        Period(long begun, String text) {
            this.begun = begun;
            this.lastText = text;
            texts.add(text);
        }

        boolean isOver(long now) {
            return now - begun >= PERIOD.toNanos();
        }
    }
}

package io.portmaster.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What a run of {@link ExecProof} has found, for each implementation of {@code exec} in turn. */
final class ExecFigures {
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    /** Keeps a figure, and shows it at once. */
    void add(String what, String figure) {
        rows.computeIfAbsent(what, unknown -> new ArrayList<>()).add(figure);
        System.err.println(what + ": " + figure);
    }

    /** A table in Markdown, with a column for each implementation. */
    String table(List<ExecProgram> programs) {
        StringBuilder table = new StringBuilder();
        List<String> head = programs.stream().map(ExecProgram::name).toList();
        table.append(row("", head)).append(row("---", head.stream().map(name -> "---").toList()));
        rows.forEach((what, cells) -> table.append(row(what, cells)));
        return table.toString();
    }

    private static String row(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream())
                .reduce("|", (row, cell) -> row + " " + cell + " |")
                .concat("\n");
    }

    static String range(List<Duration> times) {
        return least(times) + " to " + text(times.stream().max(Comparator.naturalOrder()).orElseThrow());
    }

    private static String least(List<Duration> times) {
        return text(times.stream().min(Comparator.naturalOrder()).orElseThrow());
    }

    static String since(Instant begin) {
        return text(Duration.between(begin, Instant.now()));
    }

    static String text(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}

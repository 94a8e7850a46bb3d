package io.portmaster.bench;

import io.portmaster.bench.Results.Fact;
import io.portmaster.bench.Sample.Load;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The results as tables in Markdown. Each figure is the median of its rounds, with the least and the most in
 * parentheses.
 */
final class Tables {
    private static final String NOTHING = "–";

    private final Results results;
    private final StringBuilder text = new StringBuilder();

    /** The key of a line of a table: the rounds of one subject and one number of clients. */
    private record Line(String subject, int clients) {}

    Tables(Results results, List<Verdict> verdicts, Map<String, String> machine) {
        this.results = results;
        machine.forEach(this::line);
        line(
                "rounds that failed and were done again",
                Integer.toString(results.failures().size()));
        goals(verdicts);
        rates();
        latencies();
        costs();
        facts();
    }

    private void goals(List<Verdict> verdicts) {
        if (verdicts.isEmpty()) {
            return;
        }
        header("Goals", "what", "goal", "found", "reached");
        verdicts.forEach(verdict -> row(
                verdict.goal().what(),
                verdict.goal().limitInWords(),
                verdict.foundInWords(),
                verdict.isReached() ? "yes" : "**no**"));
    }

    private void rates() {
        header(
                "Throughput: every client asks as soon as it has its answer",
                "case",
                "clients",
                "ops/s",
                "p50 ms",
                "p99 ms");
        for (Line line : lines()) {
            List<Sample> rounds = rounds(line, Load.CLOSED);
            row(
                    line.subject(),
                    line.clients(),
                    figure("%,.0f", rounds, Sample::rate),
                    figure("%.2f", rounds, millis(Sample::p50)),
                    figure("%.2f", rounds, millis(Sample::p99)));
        }
    }

    private void latencies() {
        List<Line> lines = lines().stream()
                .filter(line -> !rounds(line, Load.MOST).isEmpty())
                .toList();
        if (lines.isEmpty()) {
            return;
        }
        header(
                "Latency in ms from when an op was due, at a constant rate: half, and 80 %, of that throughput"
                        + " (the timer that begins ops is late by up to 0.15 ms, which counts)",
                "case", "clients", "half/s", "p50", "p99", "p99.9", "80 %/s", "p50", "p99", "p99.9");
        for (Line line : lines) {
            List<Object> cells = new ArrayList<>(List.of(line.subject(), line.clients()));
            for (Load load : List.of(Load.HALF, Load.MOST)) {
                List<Sample> rounds = rounds(line, load);
                cells.add(median("%,.0f", rounds, Sample::rate));
                cells.add(figure("%.2f", rounds, millis(Sample::p50)));
                cells.add(figure("%.2f", rounds, millis(Sample::p99)));
                cells.add(figure("%.2f", rounds, millis(Sample::p999)));
            }
            row(cells.toArray());
        }
    }

    private void costs() {
        Set<String> roles = results.samples().stream()
                .flatMap(sample -> sample.cpu().keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> columns = new ArrayList<>(List.of("case", "clients"));
        columns.addAll(roles);
        columns.addAll(List.of("conflicts per claim", "mutations per batch", "node MB"));
        header("CPU seconds per 1,000 ops at that throughput, and what nodes count", columns.toArray(String[]::new));
        for (Line line : lines()) {
            List<Sample> rounds = rounds(line, Load.CLOSED);
            List<Object> cells = new ArrayList<>(List.of(line.subject(), line.clients()));
            roles.forEach(role ->
                    cells.add(median("%.3f", rounds, sample -> sample.cpu().get(role))));
            cells.add(median("%.4f", rounds, Sample::conflictsPerClaim));
            cells.add(median("%.1f", rounds, Sample::mutationsPerBatch));
            cells.add(median("%,.0f", rounds, Sample::rss));
            row(cells.toArray());
        }
    }

    private void facts() {
        if (results.facts().isEmpty()) {
            return;
        }
        header("Besides", "what", "unit", "found");
        results.facts().stream()
                .map(fact -> new Fact(fact.name(), fact.unit(), 0))
                .distinct()
                .forEach(fact -> row(fact.name(), fact.unit(), figure("%,.2f", results.values(fact.name()))));
    }

    private List<Line> lines() {
        return results.samples().stream()
                .map(sample -> new Line(sample.subject(), sample.clients()))
                .distinct()
                .toList();
    }

    private List<Sample> rounds(Line line, Load load) {
        return results.rounds(line.subject(), line.clients(), load);
    }

    private static Function<Sample, Double> millis(Function<Sample, Double> micros) {
        return sample -> micros.apply(sample) / 1000;
    }

    private static String median(String format, List<Sample> rounds, Function<Sample, @Nullable Double> value) {
        Spread spread = Results.over(rounds, value);
        return spread.isEmpty() ? NOTHING : String.format(Locale.ROOT, format, spread.median());
    }

    private static String figure(String format, List<Sample> rounds, Function<Sample, @Nullable Double> value) {
        return figure(format, Results.over(rounds, value));
    }

    private static String figure(String format, Spread spread) {
        return spread.isEmpty()
                ? NOTHING
                : String.format(
                        Locale.ROOT,
                        format + " (" + format + "–" + format + ")",
                        spread.median(),
                        spread.min(),
                        spread.max());
    }

    private void line(String what, String value) {
        text.append("- ").append(what).append(": ").append(value).append('\n');
    }

    private void header(String title, String... columns) {
        text.append("\n### ").append(title).append("\n\n");
        row((Object[]) columns);
        text.append("|---".repeat(columns.length)).append("|\n");
    }

    private void row(Object... cells) {
        text.append(Stream.of(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

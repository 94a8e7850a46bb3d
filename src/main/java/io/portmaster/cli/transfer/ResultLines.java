package io.portmaster.cli.transfer;

import io.portmaster.cli.output.OutputFormat;
import io.portmaster.cli.output.Printer;
import io.portmaster.cli.output.View;
import io.portmaster.transfer.Fate;
import io.portmaster.transfer.Result;
import io.portmaster.transfer.Subject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells what becomes of the rows of a dump. */
final class ResultLines {
    private static final View<Result> VIEW = new View<>(
            List.of(),
            List.of(),
            result -> List.of(reference(result.subject())),
            result -> result.subject().port() == null
                    ? List.of()
                    : List.of(result.subject().port()));

    /** What people get no line for: there may be thousands of them. */
    private static final Set<Fate> COUNTED_FOR_PEOPLE = Set.of(Fate.THERE, Fate.CREATED);

    /** What programs get nothing about. */
    private static final Set<Fate> COUNTED_FOR_PROGRAMS = Set.of(Fate.THERE);

    private final Printer printer;
    private final Set<Fate> counted;

    ResultLines(Printer printer, OutputFormat format) {
        this.printer = printer;
        this.counted = format == OutputFormat.TABLE ? COUNTED_FOR_PEOPLE : COUNTED_FOR_PROGRAMS;
    }

    void print(List<Result> results) {
        printer.done(
                VIEW,
                results.stream()
                        .filter(result -> !counted.contains(result.fate()))
                        .toList(),
                ResultLines::sentence);
    }

    /** {@code row 7: broken instance billing/worker 02, port 21001: the name must not contain a space}. */
    private static String sentence(Result result) {
        Subject subject = result.subject();
        String reference = reference(subject);
        return (result.row() > 0 ? "row " + result.row() + ": " : "")
                + result.fate()
                + switch (subject.kind()) {
                    case UNKNOWN -> "";
                    case SERVICE, INSTANCE, OFFER -> " " + subject.kind();
                }
                + (reference.isEmpty() ? "" : " " + reference)
                + (subject.port() == null ? "" : ", port " + subject.port())
                + (result.reason() == null ? "" : ": " + result.reason());
    }

    private static String reference(Subject subject) {
        String service = subject.service() == null ? "" : subject.service();
        return subject.name() == null ? service : service + "/" + subject.name();
    }

    /** @param others rows of other applications, by model */
    void summary(List<Result> results, Map<String, Integer> others) {
        Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
        results.forEach(result -> counts.merge(result.fate(), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((fate, count) -> parts.add(count + " " + words(fate)));
        if (!others.isEmpty()) {
            parts.add(others.values().stream().mapToInt(Integer::intValue).sum() + " of other models ("
                    + String.join(", ", others.keySet()) + ")");
        }
        printer.say(parts.isEmpty() ? "the dump has no rows of services" : String.join(", ", parts));
    }

    private static String words(Fate fate) {
        return switch (fate) {
            case CREATE -> "to create";
            case THERE -> "there already";
            case UNTRIED -> "not tried";
            case EXTRA -> "not in the dump";
            case CREATED, SKIPPED, DIFFERENT, BROKEN, FAILED -> fate.toString();
        };
    }
}

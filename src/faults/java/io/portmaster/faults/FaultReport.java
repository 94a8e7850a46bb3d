package io.portmaster.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of all cases, as a table in Markdown and as JSON. */
final class FaultReport {
    private static final int MOST_SHOWN = 50;

    private final List<CaseResult> results = new ArrayList<>();

    void add(CaseResult result) {
        results.add(result);
    }

    boolean hasViolations() {
        return results.stream().anyMatch(result -> !result.violations().isEmpty());
    }

    /** Writes {@code faults.md} and {@code faults.json}. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("faults.md"), table());
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(
                        folder.resolve("faults.json").toFile(),
                        results.stream().map(FaultReport::asJson).toList());
    }

    String table() {
        StringBuilder text = new StringBuilder(row(
                "fault",
                "seconds",
                "seed",
                "injections",
                "requests",
                "unknown",
                "unserved",
                "failed at most, of one client behind HAProxy, by one fault",
                "served again, s",
                "by all nodes, s",
                "revisions checked",
                "violations"));
        text.append("|---".repeat(12)).append("|\n");
        results.forEach(result -> text.append(row(
                result.what().title(),
                result.length().toSeconds(),
                result.seed(),
                result.injections().size(),
                result.exchanges().size(),
                result.unknown(),
                result.unserved(),
                result.mostFailuresBehindHaproxy(),
                seconds(result.longestUntilServed()),
                seconds(result.longestUntilAllServe()),
                result.revisions(),
                result.violations().isEmpty() ? "0" : "**" + result.violations().size() + "**")));
        return text.toString();
    }

    private static Map<String, Object> asJson(CaseResult result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("case", result.what().toString());
        fields.put("seconds", result.length().toSeconds());
        fields.put("seed", result.seed());
        fields.put("injections", result.injections().size());
        fields.put("requests", result.exchanges().size());
        fields.put("unknown", result.unknown());
        fields.put("unserved", result.unserved());
        fields.put("mostFailuresBehindHaproxy", result.mostFailuresBehindHaproxy());
        fields.put(
                "failuresBehindHaproxy",
                result.failuresBehindHaproxy().stream()
                        .map(failed -> failed.request().getClass().getSimpleName() + " " + failed.answer())
                        .limit(MOST_SHOWN)
                        .toList());
        fields.put("servedAgainMillis", result.longestUntilServed());
        fields.put("servedAgainByAllMillis", result.longestUntilAllServe());
        fields.put("revisions", result.revisions());
        fields.put("violations", result.violations());
        return fields;
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1000.0);
    }

    private static String row(Object... cells) {
        return Stream.of(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}

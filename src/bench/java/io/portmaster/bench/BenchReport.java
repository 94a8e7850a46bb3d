package io.portmaster.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a run, as Markdown and as JSON. */
final class BenchReport {
    private final Results results;
    private final List<Verdict> verdicts;
    private final Map<String, String> machine;

    BenchReport(Results results, List<Verdict> verdicts, Map<String, String> machine) {
        this.results = results;
        this.verdicts = verdicts;
        this.machine = machine;
    }

    /**
     * Prints the tables, and writes them to {@code bench.md}, and all that was measured to {@code bench.json}.
     *
     * @return the tables
     */
    String write(Path folder) throws IOException {
        Files.createDirectories(folder);
        String tables = new Tables(results, verdicts, machine).toString();
        Files.writeString(folder.resolve("bench.md"), tables);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("goals", verdicts.stream().map(BenchReport::asJson).toList());
        all.put("samples", results.samples());
        all.put("facts", results.facts());
        all.put("failures", results.failures());
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(folder.resolve("bench.json").toFile(), all);
        System.out.print(tables);
        System.out.flush();
        return tables;
    }

    private static Map<String, Object> asJson(Verdict verdict) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("goal", verdict.goal().what());
        fields.put("limit", verdict.goal().limitInWords());
        fields.put("values", verdict.found().sorted());
        fields.put("median", verdict.found().median());
        fields.put("reached", verdict.isReached());
        return fields;
    }
}

package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/bench} runs, and writes its tables. No test judges its figures. */
class BenchIT {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    @Test
    void aQuickRunMeasuresEveryCase() throws IOException {
        ChildProcess bench = ChildProcess.start(
                List.of(Checkout.file("scripts/bench").toString(), "--quick", "--out", folder.toString()),
                Map.of("PORTMASTER_BENCH_BUILT", "true"), // by the build that this test is part of
                folder.resolve("log"));
        try (bench) {
            Await.until("the bench ends", LIMIT, () -> !bench.isAlive());
            assertThat(bench.awaitExit()).as(bench.log()).isZero();
        }

        String tables = Files.readString(folder.resolve("bench.md"));
        assertThat(bench.log()).contains(tables).doesNotContain("Building");
        assertThat(lastStep(bench.log())).matches("\\[(\\d+)/\\1]");
        assertThat(tables)
                .contains(
                        "| raw single put (jetcd) | 64 |",
                        "| claim over HTTP, nothing planned | 64 |",
                        "| textbook offer (jetcd) | 64 |",
                        "| offer | 1 |")
                .contains(
                        "| offer of 8 names, each an op | 64 |",
                        "| offer of 24 names, each an op | 64 |",
                        "| offer of 24 names with ?accept=true, each an op | 64 |")
                .contains(
                        "| offer with ?accept=true and release, reuse delay of 60 s | 64 |",
                        "| offer with ?accept=true and release, no reuse delay | 64 |",
                        "| offer with ?accept=true and release, 64 clients: rate, with a reuse delay ÷ without |")
                .contains(
                        "| renewal, a lease for each client | 1 |",
                        "| renewal, a lease for each client | 64 |",
                        "| renewal, one lease for all clients | 8 |")
                .contains("| offer, accept | 64 |", "| offer, reject | 64 |", "| offer with ?accept=true | 64 |")
                .contains("| find by port | 64 |", "| find by name | 64 |", "| list | 64 |", "| mix | 64 |")
                .contains("| constant answer (Vert.x) | 64 |", "| offer, three nodes behind HAProxy | 64 |")
                .contains("| offer, range 99 % full | 64 |", "| offer refused, range 100 % full | 64 |")
                .contains("| offer, 5 % of claims fail | 64 |", "| time to ready, nothing there |")
                .contains("| node's memory under load, the most seen |")
                .doesNotContain("NaN", "Infinity");
        // A quick run measures the goals for one etcd member.
        assertThat(tables.lines().filter(line -> line.matches("\\| .* \\| [≥≤].*")))
                .hasSizeGreaterThanOrEqualTo(12);
        assertFiguresArePositive(
                new ObjectMapper().readTree(folder.resolve("bench.json").toFile()));
    }

    /** The number of the last step, and that of all: {@code [7/9]}. */
    private static String lastStep(String log) {
        return Pattern.compile("^\\[ *(\\d+/\\d+)]", Pattern.MULTILINE)
                .matcher(log)
                .results()
                .map(step -> "[" + step.group(1) + "]")
                .reduce("", (before, step) -> step);
    }

    private static void assertFiguresArePositive(JsonNode all) {
        Set<String> subjects = new TreeSet<>();
        for (JsonNode sample : all.path("samples")) {
            subjects.add(sample.path("subject").asText());
            for (String figure : List.of("ops", "seconds", "rate", "p50", "p99", "p999")) {
                assertThat(sample.path(figure).asDouble())
                        .as(figure + " of " + sample)
                        .isPositive();
            }
        }
        assertThat(subjects).hasSizeGreaterThanOrEqualTo(20);
        assertThat(all.path("facts"))
                .isNotEmpty()
                .allMatch(fact -> fact.path("value").asDouble() >= 0);
    }
}

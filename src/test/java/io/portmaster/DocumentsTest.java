package io.portmaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.PortmasterOptions;
import io.portmaster.cluster.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What README and the operators' handbook name is there: options, variables, metrics, log lines, routes. The links of all pages
 * lead to files and headings.
 */
class DocumentsTest {
    private static final String README = "README.md";
    private static final String OPERATIONS = "src/docs/operations.md";
    private static final String MOVING = "src/docs/moving.md";

    /** What Micrometer and Prometheus add to a meter's name. */
    private static final String SUFFIXES = "(_(total|seconds|bytes|count|sum|max|bucket))+$";

    private static String read(String name) {
        try {
            return Files.readString(Checkout.file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Checkout.file("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> read(file.toString()))
                    .collect(Collectors.joining("\n"));
        }
    }

    private static Set<String> all(String regex, String text) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(match -> match.group(match.groupCount() > 0 ? 1 : 0))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The first cells of the table whose head begins with that, without backticks. */
    private static List<String> firstCells(String document, String head) {
        List<String> lines = read(document).lines().toList();
        int start = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("| " + head))
                .findFirst()
                .orElseThrow(() -> new AssertionError(document + " has no table of " + head)));
        return lines.stream()
                .skip(start + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split(" \\| ")[0].substring(2).replace("`", ""))
                .toList();
    }

    @Test
    void theTableOfOptionsIsThatOfServe() {
        Map<String, String> documented = new HashMap<>();
        for (String line :
                read(README).lines().filter(each -> each.startsWith("| `--")).toList()) {
            String[] cells = line.split("\\|");
            String variable = cells[2].strip().replace("`", "");
            assertThat(variable)
                    .isEqualTo("PORTMASTER_"
                            + cells[1].strip()
                                    .replace("`", "")
                                    .substring(2)
                                    .toUpperCase(Locale.ROOT)
                                    .replace('-', '_'));
            documented.put(variable, cells[3].strip().startsWith("`") ? cells[3].split("`")[1] : "");
        }
        assertThat(documented)
                .containsExactlyInAnyOrderEntriesOf(PortmasterOptions.variables("serve").stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @ParameterizedTest
    @ValueSource(strings = {README, OPERATIONS, MOVING})
    void everyOptionThatIsNamedByItselfIsOneOfTheProgramsOrOfItsScripts(String document) {
        Set<String> known = new TreeSet<>(PortmasterOptions.all());
        known.addAll(List.of("--help", "--quick"));
        // etcd's, in the text on how it is set up and restored.
        known.addAll(List.of(
                "--initial-cluster",
                "--initial-cluster-state",
                "--initial-cluster-token",
                "--initial-advertise-peer-urls",
                "--name"));
        known.addAll(List.of("--auto-compaction-mode", "--auto-compaction-retention", "--skip-hash-check"));
        assertThat(all("`(--[a-z-]+)[^`]*`", read(document))).isSubsetOf(known);
    }

    @ParameterizedTest
    @ValueSource(strings = {README, OPERATIONS, MOVING})
    void everyVariableThatIsNamedIsReadByTheProgramOrAScript(String document) throws IOException {
        Set<String> known = PortmasterOptions.variables("serve").stream()
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(PortmasterOptions.clientVariables());
        known.add("PORTMASTER_LOG_LEVEL");
        // Kubernetes sets these, and the pages warn of them.
        known.addAll(List.of("PORTMASTER_PORT", "PORTMASTER_SERVICE_HOST"));
        try (Stream<Path> scripts = Files.walk(Checkout.file("scripts"))) {
            scripts.filter(Files::isRegularFile)
                    .forEach(script -> known.addAll(all("PORTMASTER_[A-Z_]+", read(script.toString()))));
        }
        assertThat(all("PORTMASTER_[A-Z_]+", read(document))).isSubsetOf(known);
    }

    @ParameterizedTest
    @ValueSource(strings = {README, OPERATIONS})
    void everyMetricThatIsNamedIsInTheCode(String document) throws IOException {
        String sources = sources();
        assertThat(all("\\b(?:portmaster|http_server)_[a-z_]+\\b", read(document)))
                .allSatisfy(metric -> assertThat(sources).containsPattern(literal(metric)));
    }

    /** A meter's name has dots where Prometheus has underscores. */
    private static Pattern literal(String metric) {
        return Pattern.compile("\"" + metric.replaceAll(SUFFIXES, "").replace("_", "[._]") + "[a-z._]*\"");
    }

    @Test
    void everyMetricOfOursIsExplained() throws IOException {
        Set<String> documented = firstCells(OPERATIONS, "metric").stream()
                .map(metric -> metric.replaceAll(SUFFIXES, "").replace('_', '.'))
                .collect(Collectors.toSet());
        Set<String> inCode = all("\"((?:portmaster|http\\.server)\\.[a-z.]+)\"", sources()).stream()
                .map(name -> name.replaceAll("\\.(total|seconds)$", ""))
                .collect(Collectors.toSet());
        assertThat(inCode).isSubsetOf(documented);
    }

    @Test
    void everyLogLineThatIsNamedIsWritten() throws IOException {
        String logging = all(
                        "(?s)(?:(?:log|LOG|getLogger\\([A-Za-z.]+\\))\\s*\\.(?:warn|error|info|atWarn|atError|atInfo)"
                                + "|new LoggingEvent)\\((.*?)\\);",
                        sources())
                .stream()
                // A literal that the formatter has broken into several lines is one.
                .map(call -> call.replaceAll("\"\\s*\\+\\s*\"", ""))
                .collect(Collectors.joining("\n"));
        assertThat(firstCells(OPERATIONS, "log line")).isNotEmpty().allSatisfy(line -> assertThat(logging)
                .contains(line));
    }

    @Test
    void theTableOfRoutesIsThatOfTheContract() {
        Set<String> documented = new TreeSet<>();
        for (String cell : firstCells(README, "route")) {
            documented.addAll(all("(/[^ ,]*)", cell));
        }
        Set<String> contract = new TreeSet<>(all("^  (/[^:]*):$", read("src/main/resources/openapi.yaml")));
        assertThat(documented).isEqualTo(contract);
    }

    static List<String> pages() throws IOException {
        return MarkdownPage.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(String document) {
        assertThat(MarkdownPage.of(Checkout.file(document)).links()).allSatisfy(link -> {
            assertThat(link.file()).exists();
            if (link.anchor() != null) {
                assertThat(MarkdownPage.of(link.file()).anchors()).contains(link.anchor());
            }
        });
    }

    @Test
    void theProgramsAndTheContractsVersionsAreThoseThatTheReadmeTells() {
        String version =
                all("<version>([0-9.]+)</version>", read("pom.xml")).iterator().next();
        String contract = all("^  version: ([0-9.]+)$", read("src/main/resources/openapi.yaml"))
                .iterator()
                .next();
        assertThat(read(README))
                .contains("tells the program's: " + version)
                .contains("version of its own, " + contract + " in `openapi.yaml`");
    }
}

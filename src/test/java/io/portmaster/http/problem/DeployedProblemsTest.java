package io.portmaster.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the errors that HAProxy answers by itself with the errors of nodes. */
class DeployedProblemsTest {
    private static final Path DEPLOY = Path.of("deploy");
    private static final Pattern PROBLEM = Pattern.compile(
            "\"type\":\"(?<type>[^\"]*)\",\"code\":\"(?<code>[^\"]*)\",\"title\":\"(?<title>[^\"]*)\",\"status\":(?<status>\\d+)");
    private static final Pattern TITLE = Pattern.compile("\"title\"");

    private record DeployedProblem(Path file, String type, String code, String title, int status) {}

    static Stream<DeployedProblem> problems() throws IOException {
        return files().stream().flatMap(file -> PROBLEM.matcher(read(file))
                .results()
                .map(found -> new DeployedProblem(
                        file, found.group(1), found.group(2), found.group(3), Integer.parseInt(found.group(4)))));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file + " can't be read", e);
        }
    }

    @ParameterizedTest
    @MethodSource("problems")
    void problemOfHaproxyHasTheTypeTitleAndStatusOfTheNodes(DeployedProblem problem) {
        assertThat(problem.type()).isEqualTo("urn:portmaster:problem:" + problem.code());
        assertThat(Problems.all().filter(ours -> ours.code().equals(problem.code())))
                .isNotEmpty()
                .anyMatch(ours -> ours.title().equals(problem.title()) && ours.status() == problem.status());
    }

    static List<Path> filesWithProblems() throws IOException {
        return files().stream().filter(file -> read(file).contains("\"title\"")).toList();
    }

    @ParameterizedTest
    @MethodSource("filesWithProblems")
    void noTitleEscapesThisTest(Path file) {
        String text = read(file);

        assertThat(PROBLEM.matcher(text).results().count())
                .isPositive()
                .isEqualTo(TITLE.matcher(text).results().count());
    }

    static List<Path> errorFiles() throws IOException {
        return files().stream()
                .filter(file -> file.toString().endsWith(".http"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("errorFiles")
    void errorFileTellsTheLengthOfItsBody(Path file) {
        String[] parts = read(file).split("\r?\n\r?\n", 2);

        assertThat(parts[0]).contains("Content-Length: " + parts[1].length());
    }
}

package io.portmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.shell.Screen;
import io.portmaster.cluster.Checkout;
import io.portmaster.http.HttpNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation shows of the command line is what the commands print. Ages and the blanks between columns don't count. */
class SampleOutputTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```console\\n(.*?)```");
    private static final Pattern COMMAND = Pattern.compile("\\$ (?:(.*) \\| )?(?:scripts/)?portmaster (.*)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern AGE = Pattern.compile("\\b\\d+s\\b");
    private static final Pattern ANSWER = Pattern.compile("(.*\\[y/N] )(\\w+)");

    /** Somebody sits there, and nothing is cut or coloured. */
    private static final Screen SOMEBODY = new Screen(false, false, true, () -> 200, false);

    private HttpNode node;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        node = new HttpNode(1);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void thePageOnTheCommandLineShowsWhatIsPrinted() throws IOException {
        List<String> samples = samples("src/docs/cli.md");
        assertThat(samples).hasSize(2);
        for (String sample : samples) {
            check(sample);
        }
    }

    @Test
    void theReadmesSampleShowsWhatIsPrinted() throws IOException {
        shown(List.of("services", "create", "django", "5000-10000"), List.of());
        shown(List.of("offers", "create", "django", "web-05", "--accept"), List.of());
        List<String> samples = samples("README.md").stream()
                .filter(sample -> sample.contains("ports release"))
                .toList();
        assertThat(samples).hasSize(1);
        check(samples.get(0));
    }

    private static List<String> samples(String page) throws IOException {
        return BLOCK.matcher(Files.readString(Checkout.file(page)))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private void check(String sample) {
        for (String command : sample.split("(?m)^(?=\\$ )")) {
            List<String> lines = command.lines().toList();
            assertThat(comparable(shown(lines))).as(lines.get(0)).isEqualTo(comparable(lines.subList(1, lines.size())));
        }
    }

    /** @param sample a command behind a dollar sign, and what it prints */
    private List<String> shown(List<String> sample) {
        Matcher command = COMMAND.matcher(sample.get(0));
        assertThat(command.matches()).as(sample.get(0)).isTrue();
        List<String> words = WORD.matcher(command.group(2))
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
        List<String> typed = sample.stream()
                .map(ANSWER::matcher)
                .filter(Matcher::matches)
                .map(answer -> answer.group(2))
                .toList();
        return shown(words, command.group(1) == null ? typed : List.of("a-token"));
    }

    private List<String> shown(List<String> words, List<String> typed) {
        CommandRun run = new CommandRun()
                .with("PORTMASTER_URL", "http://127.0.0.1:" + node.port())
                .with("PORTMASTER_CONFIG", folder.resolve("config").toString())
                .onOneStream();
        run.screen = SOMEBODY;
        run.reader = new BufferedReader(new StringReader(String.join("\n", typed)));
        run.run(words.toArray(String[]::new));
        // A terminal shows what is typed.
        String echo = typed.isEmpty() ? "" : typed.get(0) + "\n";
        return run.output().replaceFirst("(?<=\\[y/N] )", echo).lines().toList();
    }

    private static List<String> comparable(List<String> lines) {
        return lines.stream()
                .map(line ->
                        AGE.matcher(line).replaceAll("1s").replaceAll(" +", " ").strip())
                .toList();
    }
}

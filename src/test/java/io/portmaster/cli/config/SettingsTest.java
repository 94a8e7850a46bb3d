package io.portmaster.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.portmaster.cli.output.OutputFormat;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.Environment;
import io.portmaster.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What counts: an option more than a variable, that more than the config file. */
class SettingsTest {
    private static final String FILE = """
            # two of them
            current-context = test

            [test]
            url = http://test:1
            token = t-test

            [prod]
            url = https://prod/ports/
            token = t-prod
            cacert = ca.pem
            """;

    @TempDir
    private Path home;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void write() throws IOException {
        Path folder = Files.createDirectories(home.resolve("portmaster"));
        Files.writeString(folder.resolve("config"), FILE);
        variables.put("XDG_CONFIG_HOME", home.toString());
    }

    private Settings settings(String... options) {
        return behind(new String[0], options);
    }

    private Settings behind(String[] before, String... options) {
        return Settings.of(parsed(options), parsed(before), new Environment(variables));
    }

    private static GlobalOptions parsed(String... options) {
        GlobalOptions parsed = new GlobalOptions();
        new CommandLine(parsed).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(options);
        return parsed;
    }

    private void assertRefused(String words, String... options) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> settings(options))
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
    }

    @Test
    void withoutAnythingItIsTheNodeOfThisMachine() {
        variables.put("XDG_CONFIG_HOME", home.resolve("none").toString());
        Settings settings = settings();
        assertThat(settings.url()).hasToString("http://127.0.0.1:8080");
        assertThat(settings.urlSource()).isNull();
        assertThat(settings.token()).isNull();
        assertThat(settings.cacert()).isNull();
        assertThat(settings.output()).isEqualTo(OutputFormat.TABLE);
    }

    @Test
    void theCurrentContextCountsMoreThanTheDefault() {
        assertThat(settings().url()).hasToString("http://test:1");
        assertThat(settings().token()).isEqualTo("t-test");
    }

    @Test
    void aVariableCountsMoreThanTheFile() {
        variables.put("PORTMASTER_URL", "http://variable:2");
        assertThat(settings().url()).hasToString("http://variable:2");
        variables.remove("PORTMASTER_URL");
        variables.put("PORTMASTER_TOKEN", "t-variable");
        assertThat(settings().token()).isEqualTo("t-variable");
        variables.put("PORTMASTER_CONTEXT", "prod");
        variables.put("PORTMASTER_CACERT", "/variable.pem");
        assertThat(settings().url()).hasToString("https://prod/ports");
        assertThat(settings().cacert()).isEqualTo(Path.of("/variable.pem"));
        variables.put("PORTMASTER_OUTPUT", "JSON");
        assertThat(settings().output()).isEqualTo(OutputFormat.JSON);
    }

    @Test
    void anOptionCountsMoreThanAVariable() {
        variables.putAll(Map.of(
                "PORTMASTER_URL", "http://variable:2",
                "PORTMASTER_TOKEN", "t-variable",
                "PORTMASTER_CACERT", "/variable.pem",
                "PORTMASTER_OUTPUT", "json"));
        Settings settings =
                settings("--url", "https://option:3/", "--token", "t-option", "--cacert", "/option.pem", "-o", "name");
        assertThat(settings.url()).hasToString("https://option:3");
        assertThat(settings.token()).isEqualTo("t-option");
        assertThat(settings.cacert()).isEqualTo(Path.of("/option.pem"));
        assertThat(settings.output()).isEqualTo(OutputFormat.NAME);
    }

    @Test
    void aContextThatAnOptionNamesCountsMoreThanVariables() {
        variables.putAll(Map.of("PORTMASTER_URL", "http://variable:2", "PORTMASTER_TOKEN", "t-variable"));
        Settings settings = settings("--context", "prod");
        assertThat(settings.url()).hasToString("https://prod/ports");
        assertThat(settings.token()).isEqualTo("t-prod");
        assertThat(settings.cacert()).isEqualTo(home.resolve("portmaster/ca.pem"));
        assertThat(settings.urlSource()).isEqualTo("context prod");
    }

    @Test
    void anOptionBehindTheCommandCountsMoreThanOneBefore() {
        String[] before = {"--url", "http://before:1", "-o", "json"};
        assertThat(behind(before, "--url", "http://behind:2").url()).hasToString("http://behind:2");
        assertThat(behind(before, "--url", "http://behind:2").output()).isEqualTo(OutputFormat.JSON);
        assertThat(behind(before).url()).hasToString("http://before:1");
    }

    /** Else whoever gives somebody a URL could collect the token. */
    @Test
    void theTokenOfAContextGoesToItsOwnUrlOnly() {
        assertThat(settings("--url", "http://elsewhere:1").token()).isNull();
        assertThat(settings("--context", "prod", "--url", "http://elsewhere:1").token())
                .isNull();
        variables.put("PORTMASTER_URL", "http://elsewhere:1");
        assertThat(settings().token()).isNull();
        assertThat(settings().cacert()).isNull();
    }

    @Test
    void anotherConfigFileMayBeNamed() throws IOException {
        Path other = Files.writeString(home.resolve("other"), "current-context=a\n[a]\nurl=http://other:1\n");
        assertThat(settings("--config", other.toString()).url()).hasToString("http://other:1");
        variables.put("PORTMASTER_CONFIG", other.toString());
        assertThat(settings().url()).hasToString("http://other:1");
    }

    @Test
    void aFileThatIsBrokenIsNamedWithTheLine() throws IOException {
        Files.writeString(home.resolve("portmaster/config"), "[a]\nurl http://x\n");
        assertRefused("line 2 is neither");
        assertRefused(home.resolve("portmaster/config").toString());
        assertThat(settings("--url", "http://a:1").url()).hasToString("http://a:1");
        Files.writeString(home.resolve("portmaster/config"), "[a]\nuri = http://x\n");
        assertRefused("in [a] there is no setting 'uri'");
    }

    @Test
    void aContextThatThereIsNotIsAUsageError() {
        assertRefused("there is no context 'nope'", "--context", "nope");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, it has to begin with http://",
        "localhost:8080, it has to begin with http://",
        "ftp://a, it has to begin with http://",
        "http://u:s3cret@a, a user or password",
        "http://a b, that is no URL",
        "http://, 'URL'",
        "http://a?b, neither ? nor #",
        "http://a_b:1, the host is missing"
    })
    void aUrlThatIsNoneIsRefusedWithoutRepeatingIt(String url, String reason) {
        assertRefused(reason, "--url", url);
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> settings("--url", url))
                .withMessageNotContaining("s3cret");
    }

    @Test
    void aTokenThatCannotBeSentIsRefusedWithoutRepeatingIt() {
        assertRefused("the token", "--token", "a b");
        assertRefused("PORTMASTER_OUTPUT", output("xml"));
    }

    private String[] output(String format) {
        variables.put("PORTMASTER_OUTPUT", format);
        return new String[0];
    }
}

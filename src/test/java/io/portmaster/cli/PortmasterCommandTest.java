package io.portmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.ListenAddress;
import io.portmaster.ServeOptions;
import io.portmaster.cli.server.LogLevel;
import io.portmaster.cli.shell.Environment;
import io.portmaster.cli.shell.ExitCode;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class PortmasterCommandTest {
    private static final String UUID_TEXT = "6f8ffc86-d98a-49ba-848a-a7cbaaea9360";
    private static final ServeOptions DEFAULTS = new ServeOptions(
            new ListenAddress("127.0.0.1", 8080),
            List.of(URI.create("http://127.0.0.1:2379")),
            "/portmaster/",
            Duration.ofMinutes(30),
            Duration.ofSeconds(2),
            null);

    private CommandRun command = new CommandRun();

    @Test
    void serveHasTheContractsDefaults() {
        assertThat(command.run("serve")).isZero();
        assertThat(command.served).containsExactly(DEFAULTS);
        assertThat(command.levels).containsExactly(LogLevel.INFO);
    }

    @Test
    void serveTakesItsOptions() {
        int status = command.run(
                "serve",
                "--listen",
                "a:1",
                "--etcd",
                "http://b:2",
                "--prefix=/c/",
                "--offer-ttl",
                "2s",
                "--drain-notice=0s",
                "--installation",
                UUID_TEXT);
        assertThat(status).isZero();
        assertThat(command.served)
                .containsExactly(new ServeOptions(
                        new ListenAddress("a", 1),
                        List.of(URI.create("http://b:2")),
                        "/c/",
                        Duration.ofSeconds(2),
                        Duration.ZERO,
                        UUID.fromString(UUID_TEXT)));
    }

    @Test
    void everyOptionComesFromTheEnvironmentToo() {
        command = new CommandRun(Map.of(
                "PORTMASTER_LISTEN", "a:1",
                "PORTMASTER_ETCD", "http://b:2",
                "PORTMASTER_PREFIX", "/c/",
                "PORTMASTER_OFFER_TTL", "2s",
                "PORTMASTER_DRAIN_NOTICE", "10s",
                "PORTMASTER_INSTALLATION", UUID_TEXT,
                "PORTMASTER_LOG_LEVEL", "warning"));
        assertThat(command.run("serve", "--prefix", "/won/")).isZero();
        assertThat(command.served)
                .containsExactly(new ServeOptions(
                        new ListenAddress("a", 1),
                        List.of(URI.create("http://b:2")),
                        "/won/",
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        UUID.fromString(UUID_TEXT)));
        assertThat(command.levels).containsExactly(LogLevel.WARN);
    }

    @Test
    void anEmptyVariableCountsAsUnset() {
        command = new CommandRun(Map.of(
                "PORTMASTER_LISTEN", "",
                "PORTMASTER_ETCD", "",
                "PORTMASTER_PREFIX", "",
                "PORTMASTER_OFFER_TTL", "",
                "PORTMASTER_DRAIN_NOTICE", "",
                "PORTMASTER_INSTALLATION", "",
                "PORTMASTER_LOG_LEVEL", ""));
        assertThat(command.run("serve")).isZero();
        assertThat(command.served).containsExactly(DEFAULTS);
        assertThat(command.levels).containsExactly(LogLevel.INFO);
    }

    /** The variables of a container beside Services named {@code portmaster} and {@code portmaster-etcd}. */
    @Test
    void whatKubernetesSetsForAServiceIsNoOption() {
        Map<String, String> kubernetes = Map.ofEntries(
                Map.entry("PORTMASTER_PORT", "tcp://10.0.0.1:8080"),
                Map.entry("PORTMASTER_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
                Map.entry("PORTMASTER_PORT_8080_TCP_ADDR", "10.0.0.1"),
                Map.entry("PORTMASTER_PORT_8080_TCP_PORT", "8080"),
                Map.entry("PORTMASTER_PORT_8080_TCP_PROTO", "tcp"),
                Map.entry("PORTMASTER_SERVICE_HOST", "10.0.0.1"),
                Map.entry("PORTMASTER_SERVICE_PORT", "8080"),
                Map.entry("PORTMASTER_SERVICE_PORT_HTTP", "8080"),
                Map.entry("PORTMASTER_ETCD_PORT", "tcp://10.0.0.2:2379"),
                Map.entry("PORTMASTER_ETCD_SERVICE_HOST", "10.0.0.2"));
        command = new CommandRun(kubernetes);
        assertThat(command.run("serve")).isZero();
        assertThat(command.served).containsExactly(DEFAULTS);
        assertThat(new Environment(kubernetes).unknown(known())).isEmpty();
    }

    @Test
    void noOptionHasAVariableThatKubernetesSets() {
        assertThat(known()).isNotEmpty().noneMatch(Environment::isOfKubernetes);
    }

    @Test
    void variablesThatLookLikeTypingErrorsAreNamedAndOthersAreNot() {
        Environment environment = new Environment(Map.of(
                "PORTMASTER_OFFER_TLL", "10m",
                "PORTMASTER_ETCDS", "http://a:1",
                "PORTMASTER_ETCD", "http://a:1",
                "PORTMASTER_URL", "http://a:1",
                "PORTMASTER_TEST_ETCD", "/usr/bin/etcd",
                "PATH", "/bin"));
        assertThat(environment.unknown(known())).containsExactly("PORTMASTER_ETCDS", "PORTMASTER_OFFER_TLL");
    }

    private Set<String> known() {
        Set<String> known =
                new HashSet<>(Environment.variablesOf(command.commandLine().getCommandSpec()));
        known.addAll(Environment.variablesOf(
                command.commandLine().getSubcommands().get("serve").getCommandSpec()));
        return known;
    }

    @Test
    void flagsHaveNoVariables() {
        command = new CommandRun(Map.of("PORTMASTER_VERSION", "0.1.0", "PORTMASTER_HELP", "true"));
        assertThat(command.run("serve")).isZero();
        assertThat(command.served).containsExactly(DEFAULTS);
    }

    @Test
    void anUnknownOptionIsOneLineAndExitCodeTwo() {
        assertThat(command.run("serve", "--lisen", "a:1")).isEqualTo(2);
        assertThat(command.errorLine()).doesNotContain("\n").contains("--lisen");
        assertThat(command.served).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--listen, PORTMASTER_LISTEN",
        "--etcd, PORTMASTER_ETCD",
        "--prefix, PORTMASTER_PREFIX",
        "--offer-ttl, PORTMASTER_OFFER_TTL",
        "--drain-notice, PORTMASTER_DRAIN_NOTICE",
        "--installation, PORTMASTER_INSTALLATION"
    })
    void anOptionThatCannotBeUnderstoodIsOneEscapedLineAndExitCodeTwo(String option, String variable) {
        String value = "no\r\n\u001b[31mvalue";
        assertThat(command.run("serve", option, value)).isEqualTo(2);
        assertThat(command.errorLine())
                .startsWith("portmaster: " + option + " (" + variable + "): ")
                .doesNotContainPattern("\\p{Cntrl}");

        CommandRun fromEnvironment = new CommandRun(Map.of(variable, value));
        assertThat(fromEnvironment.run("serve")).isEqualTo(2);
        assertThat(fromEnvironment.errors()).isEqualTo(command.errors());
        assertThat(fromEnvironment.served).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "check", "init"})
    void aLogLevelThatThereIsNotIsOneEscapedLineAndExitCodeTwo(String name) {
        command = new CommandRun(Map.of("PORTMASTER_LOG_LEVEL", "bo\ngus"));
        assertThat(command.run(name)).isEqualTo(2);
        assertThat(command.errorLine()).startsWith("portmaster: PORTMASTER_LOG_LEVEL: \"bo\\u000agus\" is no level");
        assertThat(command.served).isEmpty();
    }

    @Test
    void aPasswordThatSlippedOutOfItsOptionIsNotShown() {
        assertThat(command.run("serve", "--etcd", "http://a:1,", "http://root:s3cret@b:2"))
                .isEqualTo(2);
        assertThat(command.errors()).contains("@b:2").doesNotContain("s3cret");
    }

    @Test
    void aNodeThatCannotStartIsOneLineAndExitCodeOne() {
        command.starter = options -> {
            throw new IllegalStateException("no etcd answers");
        };
        assertThat(command.run("serve")).isEqualTo(1);
        assertThat(command.errorLine()).isEqualTo("portmaster: no etcd answers");
    }

    @Test
    void withoutACommandItTellsHowToUseItAndExitsWithTwo() {
        assertThat(command.run()).isEqualTo(2);
        assertThat(command.errors()).contains("Usage: portmaster", "serve", "check", "init", "version", "help");
        assertThat(command.output()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"services", "offers", "ports", "leases", "config"})
    void aGroupAloneTellsHowToUseItAndExitsWithTwo(String group) {
        assertThat(command.run(group)).isEqualTo(2);
        assertThat(command.errors()).contains("Usage: portmaster " + group, "Commands:");
        assertThat(command.output()).isEmpty();
    }

    @Test
    void anUnknownCommandIsOneLineThatNamesThoseThereAre() {
        assertThat(command.run("start")).isEqualTo(2);
        assertThat(command.errorLine()).doesNotContain("\n").contains("'start'", "serve, check, init, completion");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "help bogus | there is no command 'bogus': the commands are exec, services, offers, ports, leases, import, export, config, serve, check, init, completion, man, version, help",
                "chekc | there is no command 'chekc': did you mean check?",
                "chekc --etcd http://a:1 | there is no command 'chekc': did you mean check?",
                "--bogus | there is no option --bogus: see portmaster help",
                "ports fnid | there is no command 'ports fnid': did you mean find?",
                "ports list --stat offered | there is no option --stat: see portmaster help ports list",
                "help ports fin | there is no command 'ports fin': did you mean find?",
                "serve extra | 'extra' is one word too many",
                "serve --ofer-ttl 3m | there is no option --ofer-ttl: see portmaster help serve",
                "serve --ofer-ttl=3m | there is no option --ofer-ttl: see portmaster help serve",
                "serve -x | there is no option -x: see portmaster help serve",
                "check --offer-ttl 3m | there is no option --offer-ttl: see portmaster help check",
                "serve --etcd | --etcd needs a value: see portmaster help serve",
                "services create | SERVICE and RANGE are missing: see portmaster help services create",
                "services create a | RANGE is missing: see portmaster help services create",
                "services create a 25 | RANGE: \"25\" is no range: ports are from 1024 to 49151, and the lower one stands first",
                "offers create a b --port c | --port: \"c\" is no number",
                "offers create a b --exclude 1,c | --exclude: \"c\" is no number",
                "offers create a b --label host | --label: \"host\" is not NAME=VALUE",
                "ports list --state free | --state: \"free\" is none of offered, allocated, cooling",
                "ports list --cacert a\0b | --cacert: \"a\\u0000b\" is no name of a file",
                "ports list -o xml | --output: \"xml\" is none of table, json, yaml, name, port"
            })
    void aWordThatIsNotUnderstoodIsNamedInPlainWords(String line, String complaint) {
        assertThat(command.run(line.split(" "))).isEqualTo(2);
        assertThat(command.errorLine()).isEqualTo("portmaster: " + complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void helpNamesTheCommands(String help) {
        assertThat(command.run(help)).isZero();
        assertThat(command.output()).contains("Usage: portmaster", "serve", "check", "init", "version");
        assertThat(command.errors()).isEmpty();
    }

    @Test
    void helpTellsWhatEachExitStatusMeansAndExecNamesTheirRange() {
        command.run("--help");
        ExitCode[] codes = ExitCode.values();
        for (ExitCode code : codes) {
            assertThat(command.output()).contains(" " + code.status() + " ", code.meaning());
        }
        command.again().run("exec", "--help");
        assertThat(command.output())
                .contains("1-" + codes[codes.length - 1].status() + "   the command was not started");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "version"})
    void versionSaysTheVersion(String version) {
        assertThat(command.run(version)).isZero();
        assertThat(command.output()).startsWith("portmaster ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "check", "init"})
    void helpOfACommandNamesEveryOptionWithItsVariableAndDefaultAndTheExitStatuses(String name) {
        assertThat(command.run(name, "--help")).isZero();
        CommandRun help = new CommandRun();
        assertThat(help.run("help", name)).isZero();
        assertThat(help.output()).isEqualTo(command.output());

        for (OptionSpec option : command.commandLine()
                .getSubcommands()
                .get(name)
                .getCommandSpec()
                .options()) {
            assertThat(command.output()).contains(option.longestName());
            if (Environment.takesValue(option)) {
                assertThat(command.output())
                        .contains(Environment.variableOf(option) + ". Default: "
                                + (option.defaultValue() == null ? "" : option.defaultValue()));
            }
        }
        assertThat(command.output())
                .contains("Exit status:", "PORTMASTER_LOG_LEVEL")
                // The default stands on the same line.
                .containsPattern("TRACE\\. Default: (INFO|ERROR)")
                .doesNotContain("\u001b");
        assertThat(command.served).isEmpty();
    }
}

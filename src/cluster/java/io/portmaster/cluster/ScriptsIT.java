package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.bench.Bench;
import io.portmaster.cli.CommandRun;
import io.portmaster.cli.PortmasterOptions;
import io.portmaster.faults.Faults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The scripts check their options before they do anything else. Here they run without Java, Maven and all else that they would
 * build, fetch or start with.
 */
class ScriptsIT {
    private static final List<String> BASICS =
            List.of("bash", "env", "dirname", "basename", "sed", "tr", "mkdir", "flock", "readlink");
    private static final int USAGE = 2;

    /** A program for users, with arguments of its own: {@link ExecIT} tests it. */
    private static final String EXEC = "portmaster-exec";

    @TempDir
    Path folder;

    private final AtomicInteger runs = new AtomicInteger();
    private Path tools;

    /** @param output of both its streams */
    private record Ended(int status, String output) {}

    static Stream<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(Checkout.file("scripts"))) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    // The program itself reads these options: CommandLineIT has its tests.
                    .filter(name -> !name.equals("portmaster"))
                    .filter(name -> !name.equals(EXEC))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @BeforeEach
    void provideLittle() throws IOException {
        tools = Files.createDirectory(folder.resolve("tools"));
        for (String name : BASICS) {
            String path = ChildProcess.outputOf(List.of("/bin/sh", "-c", "command -v " + name));
            Files.createSymbolicLink(tools.resolve(name), Path.of(path.strip()));
        }
    }

    private Ended run(String script, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(
                "env", "PATH=" + tools, Checkout.file("scripts").resolve(script).toString()));
        command.addAll(arguments);
        Path log = folder.resolve("log-" + runs.incrementAndGet());
        try (ChildProcess process = ChildProcess.start(command, environment, log)) {
            return new Ended(process.awaitExit(), process.log());
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void helpDoesNothingElse(String script) {
        for (String help : List.of("--help", "-h")) {
            Ended ended = run(script, List.of(help), Map.of());
            assertThat(ended.status()).as(ended.output()).isZero();
            assertThat(ended.output())
                    .contains("scripts/" + script + " --help")
                    .doesNotContain("#!", "set -e", "\u001b", "not found", "is missing: install");
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void anUnknownOptionIsRefusedBeforeAnythingIsBuiltOrFetched(String script) {
        for (String argument : List.of("--nonsense", "--nonsense=1", "-z", "nonsense", "")) {
            Ended ended = run(script, List.of(argument), Map.of());
            assertThat(ended.status()).as(script + " " + argument).isEqualTo(USAGE);
            assertThat(ended.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith(script + ": unknown option '" + argument + "'");
        }
    }

    @ParameterizedTest
    @CsvSource({"run, --listen", "cluster, --prefix", "bench, --rounds", "faults, --case"})
    void anOptionWithoutItsValueIsRefused(String script, String option) {
        Ended ended = run(script, List.of(option), Map.of());
        assertThat(ended.status()).isEqualTo(USAGE);
        assertThat(ended.output()).contains(option + " needs a value");
    }

    @ParameterizedTest
    @CsvSource({
        "bench, --case=nope, nope",
        "bench, '--case=mix,nope', nope",
        "bench, --case=kill-node, kill-node",
        "bench, '--case=mix,', ''",
        "faults, --case=nope, nope",
        "faults, --case=, ''"
    })
    void anUnknownCaseIsRefusedBeforeAnythingIsBuilt(String script, String argument, String unknown) {
        for (List<String> arguments : List.of(List.of(argument), List.of(argument.split("=", 2)))) {
            Ended ended = run(script, arguments, Map.of());
            assertThat(ended.status()).as(ended.output()).isEqualTo(USAGE);
            assertThat(ended.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith(script + ": there is no case '" + unknown + "'; the cases are ")
                    .contains(script.equals("bench") ? ", mix, " : ", kill-node, ");
        }
    }

    @Test
    void runTakesTheOptionsOfServeAndNoOthers() throws IOException {
        assertThat(wordsOf("serve_options=")).isEqualTo(new TreeSet<>(PortmasterOptions.withValues("serve")));
    }

    private static TreeSet<String> wordsOf(String assignment) throws IOException {
        String line = Files.readAllLines(Checkout.file("scripts/lib/node.sh")).stream()
                .filter(each -> each.startsWith(assignment))
                .findFirst()
                .orElseThrow();
        return new TreeSet<>(
                List.of(line.substring(assignment.length()).replace("\"", "").split(" ")));
    }

    @Test
    void helpOfTheBenchNamesItsOptionsAndCases() {
        assertNamesAll("bench", new CommandLine(new Bench()));
    }

    @Test
    void helpOfTheFaultsNamesTheirOptionsAndCases() {
        assertNamesAll("faults", new CommandLine(new Faults()));
    }

    private void assertNamesAll(String script, CommandLine program) {
        String help = run(script, List.of("--help"), Map.of()).output();
        for (OptionSpec option : program.getCommandSpec().options()) {
            assertThat(help).contains(option.longestName());
        }
        Iterable<String> cases = program.getCommandSpec().findOption("--case").completionCandidates();
        assertThat(help.substring(help.indexOf("The cases:")).lines().skip(1).map(String::strip))
                .containsExactlyElementsOf(cases);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "0.0.0.0, 127.0.0.1", "[::1], ::1"})
    void aTakenPortIsNoticedBeforeAnythingIsBuilt(String host, String takenAt) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(takenAt))) {
            String listen = host + ":" + taken.getLocalPort();
            Ended ended = run("run", List.of("--listen", listen), Map.of("PORTMASTER_ETCD", "http://127.0.0.1:1"));
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.output()).startsWith("run: port " + taken.getLocalPort() + " is taken");
        }
    }

    @ParameterizedTest
    @CsvSource({"run, PORTMASTER_ETCD_PORT", "cluster, PORTMASTER_CLUSTER_PORT", "cluster, PORTMASTER_CLUSTER_ETCD_PORT"
    })
    void aPortThatIsNoneIsRefused(String script, String variable) {
        Ended ended = run(script, List.of(), Map.of(variable, "tcp://10.0.0.1:2379"));
        assertThat(ended.status()).isEqualTo(USAGE);
        assertThat(ended.output()).contains(variable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080", ":8080", "127.0.0.1:99999", "127.0.0.1:http", ""})
    void anAddressToListenOnThatIsNoneIsRefused(String listen) {
        Ended ended = run("run", List.of("--listen", listen), Map.of());
        assertThat(ended.status()).isEqualTo(USAGE);
        assertThat(ended.output()).contains("PORTMASTER_LISTEN", "'" + listen + "' is not HOST:PORT");
    }

    /** The JVM ignores unknown options without a word, because of an option in deploy/jvm.options. */
    @Test
    void anOptionThatTheJvmDoesNotKnowIsRefused() throws IOException {
        Path java = ProcessHandle.current().info().command().map(Path::of).orElseThrow();
        Files.createSymbolicLink(tools.resolve("java"), java);
        String listen = "127.0.0.1:" + FreePort.next();
        Ended ended = run(
                "run",
                List.of("--listen", listen),
                Map.of("PORTMASTER_ETCD", "http://127.0.0.1:1", "JVM_OPTIONS", "-Xmx300m -Xnonsense"));
        assertThat(ended.status()).as(ended.output()).isEqualTo(USAGE);
        assertThat(ended.output()).contains("JVM_OPTIONS", "-Xnonsense");
    }

    @ParameterizedTest
    @CsvSource({"--offer-ttl, soon", "--prefix, ''", "--installation, production"})
    void aValueThatTheNodeRefusesIsAUsageErrorInItsWords(String option, String value) throws IOException {
        CommandRun refused = new CommandRun();
        refused.run("serve", option, value);

        Ended ended = judgeLog(refused.errors());
        assertThat(ended.status()).isEqualTo(USAGE);
        assertThat(ended.output()).contains(refused.errorLine().substring("portmaster: ".length()));
    }

    @Test
    void anotherEndOfTheNodeIsNoUsageError() throws IOException {
        assertThat(judgeLog("portmaster: can't listen on 127.0.0.1:8080: Address already in use\n")
                        .status())
                .isZero();
    }

    /** How a script judges the log of a node that has ended. */
    private Ended judgeLog(String log) throws IOException {
        Path state = Files.createDirectories(folder.resolve(".portmaster"));
        Files.writeString(state.resolve("node.log"), log);
        String script = "cd %s; source %s; source %s; need_understood node"
                .formatted(
                        folder, Checkout.file("scripts/lib/messages.sh"), Checkout.file("scripts/lib/processes.sh"));
        try (ChildProcess process =
                ChildProcess.start(List.of("bash", "-c", script), Map.of(), folder.resolve("judged"))) {
            return new Ended(process.awaitExit(), process.log());
        }
    }

    /** The head of a script names each variable that it reads, so that --help tells it. */
    @ParameterizedTest
    @MethodSource("scripts")
    void helpNamesEveryVariable(String script) throws IOException {
        String text = Files.readString(Checkout.file("scripts").resolve(script));
        String help = run(script, List.of("--help"), Map.of()).output();
        assertThat(Pattern.compile("\\$\\{!?(PORTMASTER_[A-Z_]+)")
                        .matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .map(use -> use.replaceAll("^[^P]*", ""))
                        // The scripts set these variables themselves.
                        .filter(name ->
                                !name.equals("PORTMASTER_PREFIX") && !name.equals("PORTMASTER_FAULTS_NAMESPACE")))
                .allSatisfy(name -> assertThat(help).contains(name));
    }
}

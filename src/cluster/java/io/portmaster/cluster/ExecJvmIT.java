package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JVM would get wrong around a command, if {@code exec} let it. */
class ExecJvmIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KIBIBYTES_OF_OWN_MEMORY = 50 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(30);

    @RegisterExtension
    static final Stage stage = new Stage();

    private static NodeProcess node;

    @TempDir
    private Path folder;

    private ChildProcess run;

    @BeforeAll
    static void startNode() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        node = stage.nodes(1, etcd.endpoints(), "--prefix", "/exec/").get(0);
        node.api()
                .post("/v1/services", "{\"name\":\"django\",\"start\":28200,\"end\":28299}")
                .expect(201);
    }

    @AfterEach
    void end() {
        if (run != null) {
            run.close();
        }
    }

    /** Starts {@code exec} for an instance as its users do. */
    private void startAt(String url, String launcher, String... command) {
        List<String> words = new ArrayList<>(List.of("bash", "-c", launcher, "bash", "env", "--default-signal"));
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-jar", Checkout.file("target/portmaster.jar").toString(), "exec", "--ttl", "20"));
        words.addAll(List.of("--url", url, "django", "web-01", "--"));
        words.addAll(List.of(command));
        Map<String, String> environment = Map.of("XDG_STATE_HOME", folder.toString(), "LC_ALL", "C");
        run = ChildProcess.start(words, environment, folder.resolve("log"));
    }

    private void start(String launcher, String... command) {
        startAt("http://" + node.address(), launcher, command);
    }

    private void awaitLine(String text) {
        Await.until("exec's output has " + text, LIMIT, () -> run.log().contains(text));
    }

    @Test
    void commandGetsTheFilesThatExecWasStartedWithAndNoOthers() {
        start("exec 7>" + folder.resolve("seven") + "; exec \"$@\"", "ls", "/proc/self/fd");

        assertThat(run.awaitExit()).as(run.log()).isZero();
        // The program ls reads the folder as file 3.
        assertThat(run.log().lines()).containsExactly("0", "1", "2", "3", "7");
    }

    /** The locale has nothing but ASCII. */
    @Test
    void argumentsAndVariablesKeepBytesThatAreNoText() {
        start(
                "export ODD=$'\\xc3\\xff'; exec \"$@\" $'\\xfe{}\\xe4'",
                "sh",
                "-c",
                "printf '%s %s' \"$ODD\" \"$1\" | od -An -tx1; echo \"$PORT\" | od -An -tx1",
                "sh");

        assertThat(run.awaitExit()).as(run.log()).isZero();
        String port = run.log().lines().toList().get(1).strip().substring(0, 14);
        assertThat(run.log().lines().findFirst().orElseThrow().strip()).isEqualTo("c3 ff 20 fe " + port + " e4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"USR1", "USR2", "ALRM", "WINCH", "QUIT"})
    void signalsThatTheJvmTakesForItselfReachTheCommand(String signal) {
        String command = "trap 'echo got' " + signal + "; echo begun; until [ -e end ]; do sleep 0.1; done; exit 6";
        start("cd " + folder + "; exec \"$@\"", "sh", "-c", command);
        awaitLine("begun");

        run.signal(signal);
        awaitLine("got");
        create("end");

        assertThat(run.awaitExit()).as(run.log()).isEqualTo(6);
        // A shell may say in its own words what has ended its sleep.
        assertThat(run.log().lines().filter("got"::equals)).hasSize(1);
    }

    private void create(String file) {
        ChildProcess.outputOf(List.of("touch", folder.resolve(file).toString()));
    }

    @Test
    void signalsThatExecWasStartedToIgnoreStayIgnored() {
        // Without the env that would undo it.
        startAt("http://127.0.0.1:1", "shift 2; trap '' HUP; exec \"$@\"", "true");
        awaitLine("asking again");

        run.signal("HUP");
        run.signal("TERM");

        assertThat(run.awaitExit()).as(run.log()).isEqualTo(143);
    }

    @Test
    void commandThatIsNotThereLeavesNothingBehind() throws IOException {
        start("exec \"$@\"", "/nonexistent");

        assertThat(run.awaitExit()).isEqualTo(127);
        assertThat(node.api().get("/v1/services/django/ports").json()).isEmpty();
        assertThat(node.api().get("/v1/leases").json()).isEmpty();
        try (Stream<Path> left = Files.list(folder.resolve("portmaster/exec/django"))) {
            assertThat(left.map(Path::getFileName)).containsExactly(Path.of("web-01"));
        }
    }

    /** It looks for a minute. Run it with {@code -Dit.test=ExecJvmIT}. */
    @Test
    @Tag(Measured.LONG)
    void execCostsLittleWhileItWaits() throws IOException {
        start("exec \"$@\"", "sh", "-c", "echo begun; exec sleep 300");
        awaitLine("begun");
        Await.pass(Duration.ofSeconds(10)); // with the first renewal
        long before = processorTicks();
        Await.pass(IDLE);

        assertThat(processorTicks() - before)
                .as("hundredths of a second of processor time in " + IDLE.toSeconds() + " s")
                .isLessThanOrEqualTo(10 * IDLE.toSeconds() / 60);
        assertThat(ownMemory()).as("KiB of own memory").isLessThan(KIBIBYTES_OF_OWN_MEMORY);
    }

    private long processorTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(run.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private long ownMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(run.pid()), "status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}

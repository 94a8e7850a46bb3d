package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** People wait for a command, and scripts call it a hundred times. */
@Tag(Measured.TAG)
class CommandTimesIT {
    private static final int RUNS = 7;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A JVM waits for that long if it exits while a thread is in native code. */
    private static final Duration WAIT_OF_A_JVM = Duration.ofMillis(300);

    @RegisterExtension
    static final Stage stage = new Stage();

    @TempDir
    private static Path folder;

    private static NodeProcess node;

    @BeforeAll
    static void start() throws IOException {
        node = stage.nodes(1, stage.etcd(1).endpoints()).get(0);
        node.api().post("/v1/services", "{\"name\":\"django\",\"start\":28400,\"end\":28499}").expect(201);
        ExecProgram.archiveClasses(folder.resolve("version.log"));
    }

    /** @param line for bash, where {@code $portmaster} is the program */
    private static String bash(String line) {
        Map<String, String> environment = Map.of(
                "portmaster", Checkout.file("scripts/portmaster").toString(),
                "PORTMASTER_URL", "http://" + node.address(),
                "HOME", folder.toString(),
                "XDG_STATE_HOME", folder.toString());
        try (ChildProcess process =
                ChildProcess.start(List.of("bash", "-c", line), environment, folder.resolve("log-" + UUID.randomUUID()))) {
            assertThat(process.awaitExit(PATIENCE)).as(process.log()).isZero();
            return process.log();
        }
    }

    /** The time between the two that the line prints. Of some runs the shortest: what else runs here only makes it longer. */
    private static Duration time(String line) {
        return IntStream.range(0, RUNS)
                .mapToObj(run -> bash(line).lines().mapToLong(Long::parseLong).toArray())
                .map(nanos -> Duration.ofNanos(nanos[1] - nanos[0]))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Duration call(String arguments) {
        return time("date +%s%N; $portmaster " + arguments + " >/dev/null; date +%s%N");
    }

    @Test
    void helpIsShownWithin400Milliseconds() {
        assertThat(call("--help")).isLessThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void aCallTakesAtMost600Milliseconds() {
        assertThat(call("ports list")).isLessThanOrEqualTo(Duration.ofMillis(600));
    }

    @Test
    void aCallTakesLittleLongerThanHelp() {
        assertThat(call("ports list").minus(call("--help"))).isLessThan(WAIT_OF_A_JVM);
    }

    @Test
    void execEndsSoonAfterItsCommand() {
        assertThat(time("$portmaster exec django web-01 -- date +%s%N; date +%s%N")).isLessThan(WAIT_OF_A_JVM);
    }
}

package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cluster.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of the guardian's pipe is the end of exec: here the test closes it. */
@Timeout(60)
class GuardianTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Nobody else has a variable of that value. */
    private static final List<byte[]> ENVIRONMENT = List.of(
            ("PORT=guardian-test-" + ProcessHandle.current().pid()).getBytes(UTF_8), bytes("PATH=/usr/bin:/bin"));

    @TempDir
    private Path folder;

    private final Set<Integer> openBefore = new HashSet<>();
    private final Set<Integer> groups = new HashSet<>();

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @AfterEach
    void endAll() {
        groups.forEach(group -> LibC.kill(-group, Signal.KILL.number()));
    }

    private Guardian guardian() throws IOException {
        openBefore.addAll(pipes());
        return Guardian.start(OnLost.TERM, Duration.ofSeconds(1), List.of(), ENVIRONMENT);
    }

    private Child command(String... words) throws ExecException {
        Child child = Child.start(Stream.of(words).map(GuardianTest::bytes).toList(), ENVIRONMENT);
        groups.add(child.group());
        return child;
    }

    private void endOfExec() throws IOException {
        Set<Integer> pipes = pipes();
        pipes.removeAll(openBefore);
        assertThat(pipes).hasSize(1).allSatisfy(pipe -> assertThat(LibC.close(pipe))
                .isZero());
    }

    private static Set<Integer> pipes() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(GuardianTest::isPipe)
                    .map(link -> Integer.valueOf(link.getFileName().toString()))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private static boolean isPipe(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false; // it has just been closed
        }
    }

    private static int awaitEnd(Child child) {
        int[] status = new int[1];
        Await.until("the command ends", LIMIT, () -> LibC.waitpid(child.group(), status, LibC.WNOHANG) > 0);
        return new ChildStatus(status[0]).exitCode();
    }

    @Test
    void commandGetsTermWhenExecEnds() throws ExecException, IOException {
        Guardian guardian = guardian();
        Child child = command("sleep", "60");
        guardian.guard(child.group());
        endOfExec();

        assertThat(awaitEnd(child)).isEqualTo(143);
    }

    @Test
    void commandThatStaysGetsKillLater() throws ExecException, IOException {
        Guardian guardian = guardian();
        Path begun = folder.resolve("begun");
        Child child = command("sh", "-c", "trap '' TERM; >\"$0\"; while :; do sleep 0.1; done", begun.toString());
        Await.until("the command has begun", LIMIT, () -> Files.exists(begun));
        guardian.guard(child.group());
        endOfExec();

        assertThat(awaitEnd(child)).isEqualTo(137);
    }

    /** Between the start of the command and the word to the guardian exec may be killed, too. */
    @Test
    void commandThatTheGuardianWasNotToldOfIsFound() throws ExecException, IOException {
        guardian();
        Child other = Child.start(
                List.of(bytes("sleep"), bytes("60")), List.of(bytes("PORT=1"), bytes("PATH=/usr/bin:/bin")));
        groups.add(other.group());
        Child child = command("sleep", "60");
        endOfExec();

        assertThat(awaitEnd(child)).isEqualTo(143);
        assertThat(LibC.kill(other.group(), 0)).isZero();
    }

    @Test
    void dismissedGuardianLeavesTheCommandAlone() throws ExecException, IOException {
        Guardian guardian = guardian();
        Child child = command("sleep", "3");
        guardian.guard(child.group());
        guardian.dismiss();
        endOfExec();

        assertThat(awaitEnd(child)).isZero();
    }
}

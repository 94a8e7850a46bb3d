package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.cluster.Await;
import io.portmaster.exec.ExecException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {
    @TempDir
    private Path folder;

    private InstanceLock take(String instance) throws ExecException, IOException {
        return InstanceLock.take(new StateFolder(folder), instance);
    }

    private Path file() {
        return folder.resolve("web-01%lock");
    }

    @Test
    void secondRunIsToldWhoHasTheInstance() throws ExecException, IOException {
        take("web-01");

        assertThatThrownBy(() -> take("web-01"))
                .isInstanceOfSatisfying(
                        ExecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE))
                .hasMessageContaining("process " + ProcessHandle.current().pid() + " ");
    }

    @Test
    void releasedLockCanBeTaken() throws ExecException, IOException {
        take("web-01").release();
        take("web-01").release();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void otherInstancesHaveOtherLocks() throws ExecException, IOException {
        take("web-01");
        take("web-02");

        assertThat(folder).isDirectoryContaining("glob:**web-02%lock");
    }

    @Test
    void lockOfAProcessThatWasKilledIsTakenOver() throws ExecException, IOException, InterruptedException {
        Process killed = new ProcessBuilder("sleep", "60").start();
        String holder = killed.pid() + " 1";
        killed.destroyForcibly().waitFor();
        Files.writeString(file(), holder + "\n");

        take("web-01");

        assertThat(Files.readString(file())).startsWith(ProcessHandle.current().pid() + " ");
    }

    /** A supervisor may take its time to look at what it has killed. */
    @Test
    void lockOfAProcessThatNobodyHasWaitedForIsTakenOver() throws Exception {
        // The shell's child ends with its input, when the program that takes the shell's place never waits for it.
        Process parent = new ProcessBuilder("sh", "-c", "exec 3<&0; cat <&3 & echo $!; exec sleep 60")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = parent.inputReader()) {
            String killed = output.readLine();
            Path stat = Path.of("/proc", killed, "stat");
            Path program = Path.of("/proc", Long.toString(parent.pid()), "comm");
            Await.until("the shell has gone", Duration.ofSeconds(10), () -> read(program)
                    .equals("sleep\n"));
            parent.getOutputStream().close();
            Await.until("the child has ended", Duration.ofSeconds(10), () -> read(stat)
                    .contains(") Z "));
            Files.writeString(file(), killed + " " + read(stat).split(" ", -1)[21] + "\n");

            take("web-01");

            assertThat(Files.readString(file()))
                    .startsWith(ProcessHandle.current().pid() + " ");
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Numbers of processes are used again, above all in containers. */
    @Test
    void laterProcessOfTheSameNumberHoldsNothing() throws ExecException, IOException {
        Files.writeString(file(), ProcessHandle.current().pid() + " 1\n");

        take("web-01");

        assertThat(Files.readString(file())).doesNotEndWith(" 1\n");
    }

    @Test
    void lockWithoutAStartTimeCountsWhileThereIsAProcess() throws IOException {
        Files.writeString(file(), ProcessHandle.current().pid() + " \n");

        assertThatThrownBy(() -> take("web-01")).isInstanceOf(ExecException.class);
    }

    @Test
    void fileThatNamesNobodyHoldsNothing() throws ExecException, IOException {
        Files.writeString(file(), "nonsense");

        take("web-01").release();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void lockThatSomebodyElseHasByNowIsLeftAlone() throws ExecException, IOException {
        InstanceLock lock = take("web-01");
        Files.writeString(file(), "1 1\n");
        lock.release();

        assertThat(Files.readString(file())).isEqualTo("1 1\n");
    }
}

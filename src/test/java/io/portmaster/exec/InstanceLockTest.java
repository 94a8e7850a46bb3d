package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.exec.ExecException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {
    @TempDir
    private Path folder;

    private Path state() {
        return folder.resolve("web-01");
    }

    private Path file() {
        return folder.resolve("web-01%lock");
    }

    @Test
    void secondRunIsToldWhoHasTheInstance() throws ExecException, IOException {
        InstanceLock.take(state());

        assertThatThrownBy(() -> InstanceLock.take(state()))
                .isInstanceOfSatisfying(
                        ExecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE))
                .hasMessageContaining("process " + ProcessHandle.current().pid() + " ");
    }

    @Test
    void releasedLockCanBeTaken() throws ExecException, IOException {
        InstanceLock.take(state()).release();
        InstanceLock.take(state()).release();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void otherInstancesHaveOtherLocks() throws ExecException, IOException {
        InstanceLock.take(state());
        InstanceLock.take(folder.resolve("web-02"));

        assertThat(folder).isDirectoryContaining("glob:**web-02%lock");
    }

    @Test
    void lockOfAProcessThatWasKilledIsTakenOver() throws ExecException, IOException, InterruptedException {
        Process killed = new ProcessBuilder("sleep", "60").start();
        String holder = killed.pid() + " 1";
        killed.destroyForcibly().waitFor();
        Files.writeString(file(), holder + "\n");

        InstanceLock.take(state());

        assertThat(Files.readString(file())).startsWith(ProcessHandle.current().pid() + " ");
    }

    /** Numbers of processes are used again, above all in containers. */
    @Test
    void laterProcessOfTheSameNumberHoldsNothing() throws ExecException, IOException {
        Files.writeString(file(), ProcessHandle.current().pid() + " 1\n");

        InstanceLock.take(state());

        assertThat(Files.readString(file())).doesNotEndWith(" 1\n");
    }

    @Test
    void lockWithoutAStartTimeCountsWhileThereIsAProcess() throws IOException {
        Files.writeString(file(), ProcessHandle.current().pid() + " \n");

        assertThatThrownBy(() -> InstanceLock.take(state())).isInstanceOf(ExecException.class);
    }

    @Test
    void fileThatNamesNobodyHoldsNothing() throws ExecException, IOException {
        Files.writeString(file(), "nonsense");

        InstanceLock.take(state()).release();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void lockThatSomebodyElseHasByNowIsLeftAlone() throws ExecException, IOException {
        InstanceLock lock = InstanceLock.take(state());
        Files.writeString(file(), "1 1\n");
        lock.release();

        assertThat(Files.readString(file())).isEqualTo("1 1\n");
    }
}

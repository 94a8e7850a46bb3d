package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two JVMs test on one machine, and take ports for what they are going to start. */
class PortLocksTest {
    private static final int PORT = 20_000;

    @TempDir
    private Path folder;

    private PortLocks locks;

    @BeforeEach
    void open() {
        locks = new PortLocks(file());
    }

    private Path file() {
        return folder.resolve("ports");
    }

    @Test
    void portIsTakenOnce() {
        assertThat(locks.take(PORT)).isTrue();
        assertThat(locks.take(PORT)).isFalse();
        assertThat(new PortLocks(file()).take(PORT)).isFalse();
        assertThat(locks.take(PORT + 1)).isTrue();
    }

    @Test
    void portThatIsGivenBackCanBeTakenAgain() {
        locks.take(PORT);
        locks.giveBack(PORT);

        assertThat(locks.take(PORT)).isTrue();
    }

    @Test
    void portOfAnotherJvmIsItsOwnUntilItEnds() throws IOException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = other.inputReader()) {
            assertThat(said.readLine()).isEqualTo("true");

            assertThat(locks.take(PORT)).isFalse();
            assertThat(locks.take(PORT + 1)).isTrue();
        } finally {
            other.destroyForcibly();
        }
        Await.until("the port can be taken", Duration.ofSeconds(20), () -> locks.take(PORT));
    }

    /** The other JVM: it takes the port, and ends with its input. */
    static final class Other {
        public static void main(String[] arguments) throws IOException {
            System.out.println(new PortLocks(Path.of(arguments[0])).take(PORT));
            System.in.readAllBytes();
        }
    }
}

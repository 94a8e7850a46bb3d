package io.portmaster.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.CommandRun;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitCommandTest {
    private final CommandRun command = new CommandRun();

    @Test
    void itPrintsTheInstallationThatItHasMade() {
        assertThat(command.run("init", "--etcd", "http://b:2", "--prefix", "/c"))
                .isZero();
        assertThat(command.initialized)
                .containsExactly(new CommandRun.Store(List.of(URI.create("http://b:2")), "/c/", null));
        assertThat(command.output().strip()).isEqualTo(CommandRun.MADE.toString());
        assertThat(command.levels).containsExactly(LogLevel.ERROR);
    }

    @Test
    void whyNoneWasMadeIsOneLineAndExitCodeOne() {
        command.initializer = (etcd, prefix) -> {
            throw new IllegalStateException("there is one already");
        };
        assertThat(command.run("init")).isEqualTo(1);
        assertThat(command.errorLine()).isEqualTo("portmaster: there is one already");
        assertThat(command.output()).isEmpty();
    }
}

package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** A node runs in a container whose root file system can only be read, and that has no place for temporary files. */
class ReadOnlyIT {
    /** A folder in which nobody can make a file, not even root. */
    private static final String NOWHERE = "/proc/nowhere";

    @RegisterExtension
    final Stage stage = new Stage();

    private List<String> options;

    @BeforeEach
    void startEtcd() {
        options = List.of("--etcd", stage.etcd(1).endpoints());
    }

    @Test
    @Execution(CONCURRENT)
    void nodeStartsWhereItCanWriteNothing() {
        stage.node(options, temporaryFilesIn(NOWHERE)).awaitReady();
    }

    @Test
    @Execution(CONCURRENT)
    void checkRunsWhereItCanWriteNothing() {
        stage.node(options, Map.of()).awaitReady();
        ProgramRun check = stage.check(options, temporaryFilesIn(NOWHERE));
        assertThat(check.status()).as(check.toString()).isZero();
    }

    @Test
    @Execution(CONCURRENT)
    void nodeLeavesNothingBehindWhenItIsKilled(@TempDir Path folder) {
        NodeProcess node = stage.node(options, temporaryFilesIn(folder.toString()));
        node.awaitReady();
        node.kill();
        assertThat(folder).isEmptyDirectory();
    }

    private static Map<String, String> temporaryFilesIn(String folder) {
        return Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    }
}

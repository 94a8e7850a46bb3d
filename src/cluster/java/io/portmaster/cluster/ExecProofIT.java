package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/exec-proof} with few instances. What is violated makes it fail. Run it with {@code -Dit.test=ExecProofIT}. */
@Tag(Measured.LONG)
class ExecProofIT {
    private static final Duration LIMIT = Duration.ofMinutes(8);

    @TempDir
    Path folder;

    @Test
    void serversHaveTheirPortsGiveThemBackAndAreToldBeforeOthersGetThem() throws IOException {
        ChildProcess proof = ChildProcess.start(
                List.of(
                        Checkout.file("scripts/exec-proof").toString(),
                        "--instances=4",
                        "--ttl=8",
                        "--idle=1",
                        "--out=" + folder),
                Map.of("PORTMASTER_EXEC_PROOF_BUILT", "true"), // by the build that this test is part of
                folder.resolve("log"));
        try (proof) {
            Await.until("the proof ends", LIMIT, () -> !proof.isAlive());
            assertThat(proof.awaitExit()).as(proof.log()).isZero();
        }

        assertThat(proof.log()).doesNotContain("Building");
        assertThat(Files.readString(folder.resolve("exec-proof.md")))
                .contains("| 4 at once around", "before its port is another's");
    }
}

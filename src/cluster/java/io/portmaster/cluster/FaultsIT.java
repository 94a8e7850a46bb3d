package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One case of {@code scripts/faults} runs for a short time. All cases take an hour. {@link KilledNodeIT} fails nodes in short. */
class FaultsIT {
    private static final Duration LIMIT = Duration.ofMinutes(8);

    @TempDir
    Path folder;

    @Test
    void aBrokenClusterLosesNothingAndGivesNothingTwice() throws IOException {
        ChildProcess faults = ChildProcess.start(
                List.of(
                        Checkout.file("scripts/faults").toString(),
                        "--case=isolate-leader",
                        "--seconds=3",
                        "--out=" + folder),
                Map.of("PORTMASTER_FAULTS_BUILT", "true"), // by the build that this test is part of
                folder.resolve("log"));
        try (faults) {
            Await.until("the faults end", LIMIT, () -> !faults.isAlive());
            assertThat(faults.awaitExit()).as(faults.log()).isZero();
        }

        System.out.println(faults.log());
        assertThat(faults.log()).doesNotContain("Building");
        assertThat(Files.readString(folder.resolve("faults.md")))
                .contains("| network: the leader alone | 3 |");
        assertThat(folder.resolve("faults.json")).isNotEmptyFile();
    }
}

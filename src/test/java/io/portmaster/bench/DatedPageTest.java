package io.portmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatedPageTest {
    @TempDir
    Path folder;

    @Test
    void aPageIsNamedByDayAndCommitAndKeepsTheTables() throws IOException {
        new DatedPage(LocalDate.of(2026, 11, 27), "5656a94")
                .write(folder.resolve("performance"), "| case | offers/s |\n");
        assertThat(Files.readString(folder.resolve("performance/2026-11-27-5656a94.md")))
                .startsWith("# Figures of 27 November 2026, commit 5656a94\n")
                .endsWith("\n| case | offers/s |\n");
    }

    @Test
    void theCommitIsThatOfTheCheckout() {
        assertThat(DatedPage.ofCheckout(LocalDate.of(2026, 11, 27)).commit()).matches("[0-9a-f]{7,}(-dirty)?");
    }
}

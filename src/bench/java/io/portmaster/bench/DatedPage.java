package io.portmaster.bench;

import io.portmaster.cluster.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The page that keeps a run's tables. Its name has the day and the commit. A page is never edited: another run gets another
 * page.
 *
 * @param commit as git shortens it
 */
record DatedPage(LocalDate day, String commit) {
    private static final DateTimeFormatter IN_WORDS = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);

    /** The page of the commit that is checked out here. */
    static DatedPage ofCheckout(LocalDate day) {
        String commit = ChildProcess.outputOf(List.of("git", "describe", "--always", "--abbrev=7", "--exclude=*", "--dirty"))
                .strip();
        return new DatedPage(day, commit);
    }

    String fileName() {
        return day + "-" + commit + ".md";
    }

    String text(String tables) {
        return "# Figures of " + IN_WORDS.format(day) + ", commit " + commit + "\n\n"
                + "Written by `scripts/bench`. [performance.md](../performance.md) says what they mean.\n\n"
                + tables;
    }

    void write(Path folder, String tables) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(fileName()), text(tables));
    }
}

package io.portmaster.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An implementation of {@code exec}. All of them pass the same tests.
 *
 * @param name for the names of the tests
 * @param prefix the words of a command line that come before the options of {@code exec}
 */
record ExecProgram(String name, List<String> prefix) {
    /** The script for hosts without Java. */
    static final ExecProgram SHELL = new ExecProgram(
            "sh", List.of(Checkout.file("scripts/portmaster-exec").toString()));

    /** The command of {@code portmaster}, by the script that starts it. {@link ExecJvmIT} has it without the script. */
    static final ExecProgram JAVA =
            new ExecProgram("java", List.of(Checkout.file("scripts/portmaster").toString(), "exec"));

    private static final Duration ARCHIVING = Duration.ofMinutes(2);

    /**
     * Archives the classes of the commands. The first command of a user does so. As a rule that is the one that creates the
     * service. {@code exec} itself doesn't wait for an archive.
     */
    static void archiveClasses(Path log) {
        List<String> version = List.of(Checkout.file("scripts/portmaster").toString(), "version");
        try (ChildProcess process = ChildProcess.start(version, Map.of(), log)) {
            if (process.awaitExit(ARCHIVING) != 0) {
                throw new AssertionError(process.log());
            }
        }
    }

    static List<ExecProgram> all() {
        return List.of(SHELL, JAVA);
    }

    @Override
    public String toString() {
        return name;
    }
}

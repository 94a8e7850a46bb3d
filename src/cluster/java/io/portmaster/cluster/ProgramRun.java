package io.portmaster.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The result of a command that ends by itself: {@code check} or {@code init}.
 *
 * @param status that it exited with
 * @param lines of both its outputs together
 */
public record ProgramRun(int status, List<String> lines) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** @param log of this run alone */
    public static ProgramRun of(String command, List<String> options, Map<String, String> environment, Path log) {
        List<String> whole = NodeJvm.SHORT_LIVED.command(command, options);
        try (ChildProcess run = ChildProcess.start(whole, environment, log)) {
            Await.until(command + " has ended", LIMIT, () -> !run.isAlive());
            return new ProgramRun(run.awaitExit(), run.log().lines().toList());
        }
    }
}

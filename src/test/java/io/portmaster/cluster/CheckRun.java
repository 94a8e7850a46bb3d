package io.portmaster.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code check} has answered.
 *
 * @param status that it exited with
 * @param lines of both its outputs together
 */
public record CheckRun(int status, List<String> lines) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** @param log of this run alone */
    public static CheckRun of(List<String> options, Map<String, String> environment, Path log) {
        List<String> command = new ArrayList<>(NodeProgram.deployedJvm());
        command.addAll(NodeProcess.SHORT_LIVED);
        command.addAll(NodeProgram.ARGUMENTS);
        command.add("check");
        command.addAll(options);
        try (ChildProcess check = ChildProcess.start(command, environment, log)) {
            Await.until("check has ended", LIMIT, () -> !check.isAlive());
            return new CheckRun(check.awaitExit(), check.log().lines().toList());
        }
    }
}

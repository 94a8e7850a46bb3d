package io.portmaster.exec;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What exec is to do.
 *
 * @param portNames what the instance uses each of its ports for; empty for one port without a name
 * @param consecutive whether the ports have to be neighbours
 * @param labels of the lease and the ports
 * @param ttl of the lease, in whole seconds
 * @param linger how long ports cool after the lease has ended by itself; null for the node's default
 * @param grace from SIGTERM to SIGKILL after the lease was lost
 * @param timeout how long requests are repeated, in all, before the command starts
 * @param words how many words of the command line are the command: the last ones
 */
public record ExecOptions(
        String service,
        String instance,
        List<String> portNames,
        boolean consecutive,
        Map<String, String> labels,
        Duration ttl,
        @Nullable Duration linger,
        Duration grace,
        OnLost onLost,
        Duration timeout,
        int words) {
    /** The names that get ports, in order: {@code web-01}, or {@code web-01.http} and {@code web-01.admin}. */
    List<String> names() {
        return portNames.isEmpty()
                ? List.of(instance)
                : portNames.stream().map(port -> instance + "." + port).toList();
    }

    /** The variable that would tell two ports; null if each has its own. */
    public @Nullable String variableUsedTwice() {
        Set<String> used = new HashSet<>();
        return portNames.stream()
                .map(Ports::variable)
                .filter(variable -> !used.add(variable))
                .findFirst()
                .orElse(null);
    }
}

package io.portmaster.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * The place of a process.
 *
 * @param host address that it has there
 * @param launcher command that starts another one there; empty for this process' own surroundings
 */
public record Place(String host, List<String> launcher) {
    public static final Place LOOPBACK = new Place("127.0.0.1", List.of());

    List<String> launching(List<String> command) {
        List<String> whole = new ArrayList<>(launcher);
        whole.addAll(command);
        return whole;
    }
}

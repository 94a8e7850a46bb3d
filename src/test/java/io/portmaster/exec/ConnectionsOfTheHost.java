package io.portmaster.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The TCP connections that the kernel knows. */
final class ConnectionsOfTheHost {
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;

    private ConnectionsOfTheHost() {}

    /** The states of those whose own port is this one: {@code TIME_WAIT}, or the number of any other. */
    static List<String> states(int port) throws IOException {
        List<String> states = new ArrayList<>();
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[LOCAL_ADDRESS].endsWith(suffix)) {
                    states.add(fields[STATE].equals("06") ? "TIME_WAIT" : fields[STATE]);
                }
            }
        }
        return states;
    }
}

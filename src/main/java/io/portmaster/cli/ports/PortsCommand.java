package io.portmaster.cli.ports;

import io.portmaster.cli.shell.Shell;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code portmaster ports}. */
@Command(name = "ports", description = "Tells which ports are in use and by whom, and frees them.")
public final class PortsCommand {
    /** Its commands. */
    public static List<Object> commands(Shell shell) {
        return List.of(new ListPorts(shell), new FindPorts(shell), new ReleasePorts(shell), new EndCooling(shell));
    }
}

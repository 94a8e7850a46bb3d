package io.portmaster.cli.ports;

import io.portmaster.cli.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code portmaster ports}. */
@Command(name = "ports", description = "Tells which ports are in use and by whom, and frees them.")
public final class PortsCommand {
    private PortsCommand() {}

    /** The command with its subcommands. */
    public static CommandLine with(Shell shell) {
        return new CommandLine(new PortsCommand())
                .addSubcommand(new ListPorts(shell))
                .addSubcommand(new FindPorts(shell))
                .addSubcommand(new ReleasePorts(shell))
                .addSubcommand(new EndCooling(shell));
    }
}

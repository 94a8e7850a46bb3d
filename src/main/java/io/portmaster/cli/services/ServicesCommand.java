package io.portmaster.cli.services;

import io.portmaster.cli.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code portmaster services}. */
@Command(name = "services", description = "Shows, makes, changes and deletes services: ranges of ports under a name.")
public final class ServicesCommand {
    private ServicesCommand() {}

    /** The command with its subcommands. */
    public static CommandLine with(Shell shell) {
        return new CommandLine(new ServicesCommand())
                .addSubcommand(new ListServices(shell))
                .addSubcommand(new ShowService(shell))
                .addSubcommand(new CreateService(shell))
                .addSubcommand(new ChangeService(shell))
                .addSubcommand(new DeleteServices(shell));
    }
}

package io.portmaster.cli;

import io.portmaster.cli.config.ConfigCommand;
import io.portmaster.cli.exec.ExecCommand;
import io.portmaster.cli.leases.LeasesCommand;
import io.portmaster.cli.offers.OffersCommand;
import io.portmaster.cli.ports.PortsCommand;
import io.portmaster.cli.server.ServerActions;
import io.portmaster.cli.server.ServerCommands;
import io.portmaster.cli.services.ServicesCommand;
import io.portmaster.cli.shell.Shell;
import io.portmaster.cli.transfer.TransferCommands;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The command line with all commands. */
public final class Program {
    private static final int WIDTH = 100;

    private Program() {}

    /**
     * Makes the command line.
     *
     * @param shell that the commands find
     * @param actions of the commands that need no node
     */
    public static CommandLine with(Shell shell, ServerActions actions) {
        CommandLine program = new CommandLine(new PortmasterCommand());
        program.addSubcommand(
                new CommandLine(new ExecCommand(shell, shell.environment().all())));
        List.of(
                        ServicesCommand.with(shell),
                        OffersCommand.with(shell),
                        PortsCommand.with(shell),
                        LeasesCommand.with(shell))
                .forEach(command -> program.addSubcommand(Group.of(command)));
        TransferCommands.of(shell).forEach(program::addSubcommand);
        program.addSubcommand(Group.of(ConfigCommand.with(shell)));
        ServerCommands.of(shell.environment(), actions).forEach(program::addSubcommand);
        return program.addSubcommand(new CommandLine(new CompletionCommand()))
                .addSubcommand(new CommandLine(new ManCommand()))
                .addSubcommand(new CommandLine(new VersionCommand()))
                .addSubcommand(new CommandLine(new HelpCommand()))
                .setOut(shell.out())
                .setErr(shell.err())
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setUsageHelpWidth(WIDTH)
                .setParameterExceptionHandler(new UsageErrors(shell))
                .setExecutionExceptionHandler(new Complaints(shell));
    }
}

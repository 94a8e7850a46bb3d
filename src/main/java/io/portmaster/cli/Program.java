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
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The command line with all commands. */
public final class Program {
    private Program() {}

    /**
     * Makes the command line with all commands.
     *
     * @param shell that the commands find
     * @param actions of the commands that need no node
     */
    public static CommandLine with(Shell shell, ServerActions actions) {
        return with(shell, actions, name -> true);
    }

    /**
     * Makes the command line with the commands that these arguments can reach. To make a command takes time.
     *
     * @param shell that the commands find
     * @param actions of the commands that need no node
     */
    public static CommandLine with(Shell shell, ServerActions actions, List<String> arguments) {
        boolean all = !Collections.disjoint(arguments, List.of(CompletionCommand.NAME, ManCommand.NAME));
        return with(shell, actions, name -> all || arguments.contains(name));
    }

    /** @param isWanted whether the group of that name needs its subcommands */
    private static CommandLine with(Shell shell, ServerActions actions, Predicate<String> isWanted) {
        CommandLine program = new CommandLine(new PortmasterCommand());
        program.addSubcommand(
                new CommandLine(new ExecCommand(shell, shell.environment().all())));
        Stream.of(
                        new Group(new ServicesCommand(), () -> ServicesCommand.commands(shell)),
                        new Group(new OffersCommand(), () -> OffersCommand.commands(shell)),
                        new Group(new PortsCommand(), () -> PortsCommand.commands(shell)),
                        new Group(new LeasesCommand(), () -> LeasesCommand.commands(shell)))
                .map(group -> group.made(isWanted))
                .forEach(program::addSubcommand);
        TransferCommands.of(shell).forEach(program::addSubcommand);
        program.addSubcommand(new Group(new ConfigCommand(), () -> ConfigCommand.commands(shell)).made(isWanted));
        ServerCommands.of(shell.environment(), actions).forEach(program::addSubcommand);
        program.addSubcommand(new CommandLine(new CompletionCommand()))
                .addSubcommand(new CommandLine(new ManCommand()))
                .addSubcommand(new CommandLine(new VersionCommand()))
                .addSubcommand(new CommandLine(new HelpCommand()))
                .setOut(shell.out())
                .setErr(shell.err())
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageErrors(shell))
                .setExecutionExceptionHandler(new Complaints(shell));
        HelpPages.layOut(program);
        return program;
    }
}

package io.portmaster.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;

/** {@code portmaster} itself: it only has subcommands. */
@Command(
        name = "portmaster",
        description = "Hands out network ports: never the same port twice, whatever fails.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class PortmasterCommand {
    private PortmasterCommand() {}

    /**
     * The command line with all its subcommands.
     *
     * @param server starts a node
     * @param checker reads and judges what a store holds
     */
    public static CommandLine with(ServeCommand.Server server, CheckCommand.Checker checker) {
        IParameterExceptionHandler badUsage = (error, arguments) -> {
            complain(error.getCommandLine(), error.getMessage() + commands(error.getCommandLine()));
            return CommandLine.ExitCode.USAGE;
        };
        IExecutionExceptionHandler failure = (error, commandLine, parsed) -> {
            complain(commandLine, String.valueOf(error.getMessage()));
            return error instanceof IllegalArgumentException
                    ? CommandLine.ExitCode.USAGE
                    : commandLine.getCommandSpec().exitCodeOnExecutionException();
        };
        return new CommandLine(new PortmasterCommand())
                .addSubcommand(new ServeCommand(server))
                .addSubcommand(new CheckCommand(checker))
                .setParameterExceptionHandler(badUsage)
                .setExecutionExceptionHandler(failure);
    }

    /** What may be given where a command is missing. */
    private static String commands(CommandLine commandLine) {
        return commandLine.getSubcommands().isEmpty()
                ? ""
                : ": the commands are "
                        + String.join(", ", commandLine.getSubcommands().keySet());
    }

    private static void complain(CommandLine commandLine, String message) {
        commandLine.getErr().println("portmaster: " + message);
        commandLine.getErr().flush();
    }
}

package io.portmaster.cli;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code portmaster} itself. It has only subcommands, and without one it prints its usage. */
@Command(
        name = "portmaster",
        description = "Hands out network ports: never the same port twice, whatever fails.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {"", "portmaster help COMMAND tells its options, their variables and defaults, and the exit status."},
        subcommands = HelpCommand.class)
public final class PortmasterCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    @Spec
    private CommandSpec spec;

    private PortmasterCommand() {}

    /** The command line with all its subcommands, with the options' values from these environment variables. */
    public static CommandLine with(Map<String, String> variables, Actions actions) {
        Environment environment = new Environment(variables);
        LogSetup logs = new LogSetup(environment, actions.logging());
        CommandLine commandLine = new CommandLine(new PortmasterCommand())
                .addSubcommand(new ServeCommand(environment, logs, actions.starter()))
                .addSubcommand(new CheckCommand(logs, actions.checker()))
                .addSubcommand(new InitCommand(logs, actions.initializer()))
                .addSubcommand(new ExecCommand(variables))
                .addSubcommand(new VersionCommand());
        return commandLine
                .setDefaultValueProvider(environment)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setUsageHelpWidth(WIDTH)
                .setParameterExceptionHandler((error, arguments) -> {
                    complain(error.getCommandLine(), message(error));
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((error, failed, parsed) -> {
                    complain(failed, String.valueOf(error.getMessage()));
                    return exitCode(error, failed);
                });
    }

    /** Prints the usage, since no subcommand is given. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    private static int exitCode(Exception error, CommandLine failed) {
        if (error instanceof IllegalArgumentException) {
            return ExitCode.USAGE;
        }
        return error instanceof CheckCommand.NothingThereException
                ? CheckCommand.ABSENT
                : failed.getCommandSpec().exitCodeOnExecutionException();
    }

    private static String message(ParameterException error) {
        if (error.getCause() instanceof TypeConversionException refusal
                && error.getArgSpec() instanceof OptionSpec option) {
            return option.longestName() + " (" + Environment.variableOf(option) + "): " + refusal.getMessage();
        }
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        // The command "help" was asked about a command that doesn't exist.
        return error.getArgSpec() == null && error.getValue() != null && isAlone(error.getCommandLine())
                ? noCommand(error.getValue(), error.getCommandLine())
                : String.valueOf(error.getMessage());
    }

    private static String unmatched(UnmatchedArgumentException error) {
        CommandLine commandLine = error.getCommandLine();
        String first = error.getUnmatched().get(0);
        if (error.isUnknownOption()) {
            return "there is no option " + first.split("=", 2)[0] + ": see portmaster help"
                    + (isAlone(commandLine) ? "" : " " + commandLine.getCommandName());
        }
        return isAlone(commandLine) ? noCommand(first, commandLine) : "'" + first + "' is one word too many";
    }

    /** Whether no command was given. */
    private static boolean isAlone(CommandLine commandLine) {
        return commandLine.getParent() == null;
    }

    private static String noCommand(String name, CommandLine commandLine) {
        return "there is no command '" + name + "': the commands are "
                + String.join(", ", commandLine.getSubcommands().keySet());
    }

    private static void complain(CommandLine commandLine, String message) {
        commandLine.getErr().println("portmaster: " + Terminal.line(message));
        commandLine.getErr().flush();
    }

    /** All variables that stand for options of any of the commands. */
    static Set<String> variables(CommandLine commandLine) {
        return commandLine.getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(Environment::takesValue)
                .map(Environment::variableOf)
                .collect(Collectors.toUnmodifiableSet());
    }
}

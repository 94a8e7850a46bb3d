package io.portmaster.cli;

import io.portmaster.cli.shell.Environment;
import io.portmaster.cli.shell.Shell;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with a command line. */
final class UsageErrors implements IParameterExceptionHandler {
    private final Shell shell;

    UsageErrors(Shell shell) {
        this.shell = shell;
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        if (lacksACommand(error)) {
            error.getCommandLine().usage(shell.err());
        } else {
            shell.complain(message(error));
        }
        return ExitCode.USAGE;
    }

    /** Whether a group, such as {@code portmaster ports}, stands alone. */
    private static boolean lacksACommand(ParameterException error) {
        return !error.getCommandLine().getSubcommands().isEmpty()
                && "Missing required subcommand".equals(error.getMessage());
    }

    private static String message(ParameterException error) {
        if (error.getCause() instanceof TypeConversionException refusal
                && error.getArgSpec() instanceof OptionSpec option) {
            return name(error.getCommandLine(), option) + ": " + refusal.getMessage();
        }
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        return String.valueOf(error.getMessage());
    }

    /** The option, with its variable if it has one. */
    private static String name(CommandLine commandLine, OptionSpec option) {
        boolean hasVariable = commandLine.getDefaultValueProvider() != null;
        return option.longestName() + (hasVariable ? " (" + Environment.variableOf(option) + ")" : "");
    }

    private static String unmatched(UnmatchedArgumentException error) {
        CommandLine commandLine = error.getCommandLine();
        String first = error.getUnmatched().get(0);
        if (error.isUnknownOption()) {
            return "there is no option " + first.split("=", 2)[0] + ": see portmaster help" + words(commandLine);
        }
        return commandLine.getSubcommands().isEmpty()
                ? "'" + first + "' is one word too many"
                : noCommand(first, commandLine);
    }

    /** The words that name the command, each behind a blank. */
    private static String words(CommandLine commandLine) {
        return commandLine
                .getCommandSpec()
                .qualifiedName()
                .substring(commandLine.getCommandSpec().root().name().length());
    }

    static String noCommand(String name, CommandLine group) {
        List<String> close = CloseNames.of(name, group.getSubcommands().keySet());
        return "there is no command '" + (words(group) + " " + name).strip() + "': "
                + (close.isEmpty() ? "the commands are " : "did you mean ")
                + String.join(
                        close.isEmpty() ? ", " : " or ",
                        close.isEmpty() ? group.getSubcommands().keySet() : close)
                + (close.isEmpty() ? "" : "?");
    }
}

package io.portmaster.cli;

import io.portmaster.cli.shell.Environment;
import io.portmaster.cli.shell.Shell;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
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
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (error instanceof MissingParameterException missing) {
            return missing(missing);
        }
        ArgSpec argument = error.getArgSpec();
        if (argument == null || error.getValue() == null) {
            return String.valueOf(error.getMessage());
        }
        String name =
                argument instanceof OptionSpec option ? name(error.getCommandLine(), option) : argument.paramLabel();
        return name + ": " + refusal(argument, error);
    }

    private static String refusal(ArgSpec argument, ParameterException error) {
        Class<?> type = argument.auxiliaryTypes()[0];
        String wanted;
        if (argument.converters().length > 0) {
            return String.valueOf(
                    error.getCause() == null
                            ? error.getMessage()
                            : error.getCause().getMessage());
        } else if (argument.typeInfo().isMap()) {
            wanted = "not " + argument.paramLabel();
        } else if (type.isEnum()) {
            wanted = "none of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        } else {
            wanted = type == Path.class ? "no name of a file" : "no number";
        }
        return "\"" + error.getValue() + "\" is " + wanted;
    }

    private static String missing(MissingParameterException error) {
        ArgSpec first = error.getMissing().get(0);
        if (first instanceof OptionSpec option) {
            return option.longestName() + " needs a value" + seeHelp(error.getCommandLine());
        }
        // Where one is missing, so are those behind it.
        List<String> missing = error.getCommandLine().getCommandSpec().positionalParameters().stream()
                .filter(ArgSpec::required)
                .dropWhile(parameter -> !parameter.equals(first))
                .map(ArgSpec::paramLabel)
                .toList();
        return String.join(" and ", missing) + (missing.size() == 1 ? " is" : " are") + " missing"
                + seeHelp(error.getCommandLine());
    }

    private static String seeHelp(CommandLine command) {
        return ": see portmaster help" + words(command);
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
            return "there is no option " + first.split("=", 2)[0] + seeHelp(commandLine);
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

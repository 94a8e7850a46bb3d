package io.portmaster.cli;

import io.portmaster.cli.shell.Version;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code portmaster help ports find}: what {@code portmaster ports find --help} prints. */
@Command(
        name = "help",
        description = "Tells how to use a command.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class HelpCommand implements Runnable {
    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The words of the command.")
    private List<String> words = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine command = spec.root().commandLine();
        for (String word : words) {
            CommandLine next = command.getSubcommands().get(word);
            if (next == null) {
                throw new ParameterException(command, UsageErrors.noCommand(word, command));
            }
            command = next;
        }
        command.usage(spec.commandLine().getOut());
    }
}

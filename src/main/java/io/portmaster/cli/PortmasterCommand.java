package io.portmaster.cli;

import io.portmaster.cli.config.GlobalOptions;
import io.portmaster.cli.shell.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code portmaster} itself. It has only subcommands, and without one it prints its usage. */
@Command(
        name = "portmaster",
        description = "Hands out network ports: never the same port twice, whatever fails.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {"", "portmaster help COMMAND tells all of a command: its options, their variables and defaults."})
final class PortmasterCommand implements Callable<Integer>, GlobalOptions.Bearer {
    @Mixin
    private final GlobalOptions options = new GlobalOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public GlobalOptions globalOptions() {
        return options;
    }

    /** Prints the usage, since no subcommand is given. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}

package io.portmaster.cli;

import io.portmaster.cli.shell.Version;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A command that has only subcommands, such as {@code portmaster ports}. */
final class Group {
    private Group() {}

    /** Completes what all groups have in common. */
    static CommandLine of(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.mixinStandardHelpOptions(true);
        spec.versionProvider(new Version());
        spec.usageMessage().synopsisSubcommandLabel("COMMAND").commandListHeading("%nCommands:%n");
        return command;
    }
}

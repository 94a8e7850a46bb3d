package io.portmaster.cli;

import io.portmaster.cli.shell.Version;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command that has only subcommands, such as {@code portmaster ports}.
 *
 * @param command with its name and description
 * @param commands makes the subcommands
 */
record Group(Object command, Supplier<List<Object>> commands) {
    /** @param isWanted whether the group of that name needs its subcommands. Without them it is enough for a list of commands */
    CommandLine made(Predicate<String> isWanted) {
        CommandLine group = new CommandLine(command);
        CommandSpec spec = group.getCommandSpec();
        spec.mixinStandardHelpOptions(true);
        spec.versionProvider(new Version());
        spec.usageMessage().synopsisSubcommandLabel("COMMAND").commandListHeading("%nCommands:%n");
        if (isWanted.test(spec.name())) {
            commands.get().forEach(group::addSubcommand);
        }
        return group;
    }
}

package io.portmaster.cli;

import io.portmaster.cli.shell.Environment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The options of all commands, for tests of the texts that name them. */
public final class PortmasterOptions {
    private PortmasterOptions() {}

    public static CommandLine commandLine() {
        return new CommandRun().commandLine();
    }

    /** @return names such as {@code --listen}; flags are left out */
    public static List<String> withValues(String command) {
        return options(command).stream().map(OptionSpec::longestName).toList();
    }

    /** The names of all options of all commands. */
    public static Set<String> all() {
        Set<String> names = new TreeSet<>();
        collect(commandLine(), names);
        return names;
    }

    private static void collect(CommandLine command, Set<String> names) {
        command.getCommandSpec().options().forEach(option -> names.add(option.longestName()));
        command.getSubcommands().values().forEach(each -> collect(each, names));
    }

    /** The variables of the commands that ask a node. */
    public static Set<String> clientVariables() {
        return Environment.variablesOf(commandLine().getCommandSpec());
    }

    /**
     * @return variables with defaults, such as {@code PORTMASTER_LISTEN} with {@code 127.0.0.1:8080}; an empty text if there
     *     is no default
     */
    public static List<Map.Entry<String, String>> variables(String command) {
        return options(command).stream()
                .map(option -> Map.entry(
                        Environment.variableOf(option), option.defaultValue() == null ? "" : option.defaultValue()))
                .toList();
    }

    private static List<OptionSpec> options(String command) {
        return commandLine().getSubcommands().get(command).getCommandSpec().options().stream()
                .filter(Environment::takesValue)
                .toList();
    }
}

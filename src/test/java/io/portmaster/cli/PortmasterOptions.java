package io.portmaster.cli;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The options of all commands, for tests of the texts that name them. */
public final class PortmasterOptions {
    private PortmasterOptions() {}

    public static CommandLine commandLine() {
        Actions none = new Actions(
                level -> {},
                options -> {},
                (etcd, prefix, installation) -> {
                    throw new AssertionError("nothing is to be checked");
                },
                (etcd, prefix) -> new UUID(0, 0));
        return PortmasterCommand.with(Map.of(), none);
    }

    /** @return names such as {@code --listen}; flags are left out */
    public static List<String> withValues(String command) {
        return options(command).stream().map(OptionSpec::longestName).toList();
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

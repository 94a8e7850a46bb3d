package io.portmaster.cli.server;

import io.portmaster.cli.shell.Environment;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The commands that need no node. Their options have values from the environment, too. */
public final class ServerCommands {
    private ServerCommands() {}

    public static List<CommandLine> of(Environment environment, ServerActions actions) {
        LogSetup logs = new LogSetup(environment, actions.logging());
        return Stream.of(
                        new ServeCommand(environment, logs, actions.starter()),
                        new CheckCommand(logs, actions.checker()),
                        new InitCommand(logs, actions.initializer()))
                .map(command -> new CommandLine(command).setDefaultValueProvider(environment))
                .toList();
    }
}

package io.portmaster.cli.config;

import io.portmaster.cli.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code portmaster config}: the contexts in the config file. */
@Command(
        name = "config",
        description = "Shows and changes the config file: contexts, which are nodes by name.",
        footer = {
            "",
            "The file has a part for each context:",
            "",
            "  current-context = prod",
            "",
            "  [prod]",
            "  url = https://ports.example.com",
            "  cacert = /etc/ssl/ports.pem",
            "  token = ...",
            "",
            "A context's token is sent to that context's url only."
        })
public final class ConfigCommand {
    private ConfigCommand() {}

    /** The command with its subcommands. */
    public static CommandLine with(Shell shell) {
        return new CommandLine(new ConfigCommand())
                .addSubcommand(new GetContexts(shell))
                .addSubcommand(new CurrentContext(shell))
                .addSubcommand(new UseContext(shell))
                .addSubcommand(new SetContext(shell))
                .addSubcommand(new DeleteContext(shell))
                .addSubcommand(new ViewConfig(shell));
    }
}

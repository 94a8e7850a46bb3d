package io.portmaster.cli.config;

import io.portmaster.cli.shell.Shell;
import java.util.List;
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
    /** Its commands. */
    public static List<Object> commands(Shell shell) {
        return List.of(
                new GetContexts(shell),
                new CurrentContext(shell),
                new UseContext(shell),
                new SetContext(shell),
                new DeleteContext(shell),
                new ViewConfig(shell));
    }
}

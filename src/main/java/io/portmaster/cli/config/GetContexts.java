package io.portmaster.cli.config;

import io.portmaster.cli.output.OutputFormat;
import io.portmaster.cli.output.Printer;
import io.portmaster.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portmaster config get-contexts}. */
@Command(name = "get-contexts", description = "Lists the contexts.")
final class GetContexts extends FileCommand {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json, yaml or name. Default: table")
    private @Nullable OutputFormat output;

    GetContexts(Shell shell) {
        super(shell);
    }

    @Override
    void run(ConfigFile file) {
        OutputFormat before = before().output();
        OutputFormat format = output != null ? output : before != null ? before : OutputFormat.TABLE;
        new Printer(shell(), format)
                .list(
                        ListedContext.VIEW,
                        file.contexts().stream()
                                .map(context -> new ListedContext(
                                        context, context.name().equals(file.current())))
                                .toList());
    }
}

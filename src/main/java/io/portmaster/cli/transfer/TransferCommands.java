package io.portmaster.cli.transfer;

import io.portmaster.cli.shell.Shell;
import java.util.List;
import picocli.CommandLine;

/** The commands {@code import} and {@code export}. */
public final class TransferCommands {
    private TransferCommands() {}

    public static List<CommandLine> of(Shell shell) {
        return List.of(new CommandLine(new ImportCommand(shell)), new CommandLine(new ExportCommand(shell)));
    }
}

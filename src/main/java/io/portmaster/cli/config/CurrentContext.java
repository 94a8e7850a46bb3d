package io.portmaster.cli.config;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import picocli.CommandLine.Command;

/** {@code portmaster config current-context}. */
@Command(
        name = "current-context",
        description = "Prints the name of the context that counts unless another one is named.")
final class CurrentContext extends FileCommand {
    CurrentContext(Shell shell) {
        super(shell);
    }

    @Override
    void run(ConfigFile file) {
        String current = file.current();
        if (current == null) {
            throw new CommandException(ExitCode.NOT_FOUND, "no context is set in " + file.path());
        }
        say(current);
    }
}

package io.portmaster.cli.config;

import io.portmaster.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portmaster config delete-context}. */
@Command(name = "delete-context", description = "Takes a context out of the file.")
final class DeleteContext extends FileCommand {
    @Parameters(paramLabel = "NAME", description = "A context of the file.")
    private String name = "";

    DeleteContext(Shell shell) {
        super(shell);
    }

    @Override
    void run(ConfigFile file) {
        Context context = file.context(name);
        file.remove(context.name());
        file.write();
        say("context " + context.name() + " is deleted");
    }
}
